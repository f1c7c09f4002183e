namespace EventCluster.NodeWorker;

/// <summary>What the worker's exit code says.</summary>
public static class ExitCode
{
    /// <summary>Stopped in order.</summary>
    public const int Stopped = 0;

    /// <summary>A setting does not validate.</summary>
    public const int BadSetting = 2;

    /// <summary>Another process is this node now.</summary>
    public const int Superseded = 3;

    /// <summary>A service of an earlier process cannot be ended.</summary>
    public const int Leftovers = 4;
}
