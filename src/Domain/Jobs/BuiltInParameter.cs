using System.Globalization;

namespace EventCluster.Domain.Jobs;

/// <summary>An argument of a built-in job, with its bounds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Standard">Its value where nothing is said.</param>
public abstract record BuiltInParameter(string Name, string Standard)
{
    /// <summary>The bounds, for people.</summary>
    public abstract string Bounds { get; }

    /// <summary>Whether a value is one, and within the bounds.</summary>
    public abstract bool Allows(string value);

    /// <summary>The value among arguments; the standard one where they say nothing that is allowed.</summary>
    protected string In(IReadOnlyDictionary<string, string> arguments) => arguments.TryGetValue(Name, out var value) && Allows(value) ? value : Standard;
}

/// <summary>A number.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usual">Its value where nothing is said.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
public sealed record CountParameter(string Name, int Usual, int Least, int Most) : BuiltInParameter(Name, Usual.ToString(CultureInfo.InvariantCulture))
{
    /// <inheritdoc/>
    public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Least} to {Most}");

    /// <inheritdoc/>
    public override bool Allows(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most;

    /// <summary>The value among arguments.</summary>
    public int Of(IReadOnlyDictionary<string, string> arguments) => int.Parse(In(arguments), CultureInfo.InvariantCulture);
}

/// <summary>A duration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usual">Its value where nothing is said.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
public sealed record DurationParameter(string Name, TimeSpan Usual, TimeSpan Least, TimeSpan Most) : BuiltInParameter(Name, Usual.ToString("c", CultureInfo.InvariantCulture))
{
    /// <inheritdoc/>
    public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"a duration from {Least:c} to {Most:c}");

    /// <inheritdoc/>
    public override bool Allows(string value) => TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var duration) && duration >= Least && duration <= Most;

    /// <summary>The value among arguments.</summary>
    public TimeSpan Of(IReadOnlyDictionary<string, string> arguments) => TimeSpan.ParseExact(In(arguments), "c", CultureInfo.InvariantCulture);
}
