namespace EventCluster.StreamStore;

/// <summary>Where a stream must stand for an append to be accepted.</summary>
/// <param name="Value">A version from 0, or one of the named values. The numbers are those of SqlStreamStore.</param>
public readonly record struct ExpectedVersion(int Value)
{
    /// <summary>Wherever it stands.</summary>
    public static readonly ExpectedVersion Any = new(-2);

    /// <summary>The stream must never have been written.</summary>
    public static readonly ExpectedVersion NoStream = new(-3);

    /// <summary>The stream must hold no event yet, whether or not it is known (it may have a retention).</summary>
    public static readonly ExpectedVersion Empty = new(-1);

    /// <summary>The newest event must have this version; -1 means <see cref="Empty"/>.</summary>
    public static ExpectedVersion At(int version) =>
        version >= -1 ? new(version) : throw new ArgumentOutOfRangeException(nameof(version), version, "A version is -1 (empty) or more.");

    /// <inheritdoc/>
    public override string ToString() => Value switch { -2 => "any", -3 => "no stream", -1 => "empty", var v => $"{v}" };
}
