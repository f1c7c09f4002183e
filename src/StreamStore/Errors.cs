namespace EventCluster.StreamStore;

/// <summary>The stream stands elsewhere than the caller expected. Nothing was stored.</summary>
public sealed class WrongExpectedVersionException(string stream, ExpectedVersion expected, int actual)
    : Exception($"Stream '{stream}' was expected at {expected} but stands at version {actual}. Read on and decide again.")
{
    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>What the caller expected.</summary>
    public ExpectedVersion Expected { get; } = expected;

    /// <summary>Its newest version at the time, -1 when empty.</summary>
    public int Actual { get; } = actual;
}

/// <summary>The engine cannot serve now (disk full, file busy, server gone). Try again with the same ids.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The file or database is not one that this version can use: damaged, foreign, or newer. It was left untouched.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
