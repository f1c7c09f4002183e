using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Agent;

/// <summary>The service as the agent knows it. Instants are on the boot clock.</summary>
/// <param name="Run">Number of the newest start, 0 before the first.</param>
/// <param name="State">What it does.</param>
/// <param name="Generation">Configuration generation it was started with; null while stopped.</param>
/// <param name="StartBy">It must run by then; null when nothing is to start.</param>
/// <param name="KillAt">When it is killed (again) if it still is not gone; null without a stop going on.</param>
/// <param name="Killed">A kill was ordered.</param>
public sealed record ServiceRun(long Run, ServiceState State, int? Generation, TimeSpan? StartBy, TimeSpan? KillAt, bool Killed)
{
    /// <summary>Nothing was ever started.</summary>
    public static readonly ServiceRun None = new(0, ServiceState.Stopped, null, null, null, false);

    /// <summary>True unless the service is certainly stopped.</summary>
    public bool Exists => State != ServiceState.Stopped;

    /// <summary>True while it starts or runs and nobody has asked it to stop.</summary>
    public bool Wanted => State is ServiceState.Starting or ServiceState.Running;
}

/// <summary>The role is being let go, or was: why.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Cause">The first cause; later ones do not change it.</param>
/// <param name="Reason">The same in words.</param>
public sealed record Release(long Epoch, ReleaseCause Cause, string Reason);
