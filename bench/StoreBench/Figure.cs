namespace EventCluster.StoreBench;

/// <summary>One measured line.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">What one of it is.</param>
/// <param name="Ours">Of the store, each second.</param>
/// <param name="Raw">Of the plain engine on the same tables in the same run, each second; null where there is no such thing.</param>
/// <param name="AimRate">What the rate should reach, each second.</param>
/// <param name="AimRatio">What part of the raw rate it should reach.</param>
internal sealed record Figure(string Name, string Unit, double Ours, double? Raw, double? AimRate = null, double? AimRatio = null)
{
    /// <summary>Part of the raw rate that the store reaches.</summary>
    public double? Ratio => Ours / Raw;

    /// <summary>Whether the aim is reached; null where there is none.</summary>
    public bool? Met => (AimRate, AimRatio) switch
    {
        ({ } rate, _) => Ours >= rate,
        (_, { } ratio) => Ratio >= ratio,
        _ => null,
    };
}
