using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Service;

/// <summary>
/// Carries out what the agent decides about the service. No call waits for the service; what becomes of it is reported. In a worker a guard does it
/// (<see cref="GuardedService"/>), in a simulation nobody.
/// </summary>
public interface IServiceControl
{
    /// <summary>How long a guard may leave a deadline unconfirmed. Infinite before the first lease.</summary>
    TimeSpan SilenceLimit { get; set; }

    /// <summary>By what the service is found after this process; null while none runs.</summary>
    ServiceTrace? Trace { get; }

    /// <summary>Starts the service.</summary>
    /// <param name="start">The agent's effect.</param>
    /// <param name="cluster">Name of the cluster.</param>
    void Start(StartService start, string cluster);

    /// <summary>Stops it in order, by killing it at the limit.</summary>
    void Stop(StopService stop);

    /// <summary>Kills it.</summary>
    void Kill(KillService kill);

    /// <summary>Moves the deadline.</summary>
    void Move(MoveDeadline move);

    /// <summary>Called often: gives up a guard that does not answer, and keeps one warm.</summary>
    void Watch();
}
