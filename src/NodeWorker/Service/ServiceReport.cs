namespace EventCluster.NodeWorker.Service;

/// <summary>What became of a run of the service.</summary>
public enum ServiceEvent
{
    /// <summary>It runs.</summary>
    Started,

    /// <summary>It never ran, and is certainly stopped.</summary>
    StartFailed,

    /// <summary>It is certainly stopped.</summary>
    Exited,

    /// <summary>Stopping it failed: it may still run.</summary>
    StopFailed,

    /// <summary>Its guard is gone or hangs; <see cref="Exited"/> or <see cref="StopFailed"/> follows.</summary>
    GuardLost,
}

/// <summary>A report about a run.</summary>
/// <param name="Run">Number of the start.</param>
/// <param name="Event">What happened.</param>
/// <param name="Detail">For people.</param>
public sealed record ServiceReport(long Run, ServiceEvent Event, string Detail);
