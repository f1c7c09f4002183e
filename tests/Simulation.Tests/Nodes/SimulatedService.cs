using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.State;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>Carries out what a worker decides about its service, by a guard that is simulated too.</summary>
internal sealed class SimulatedService(NodeMachine machine, Func<StartService, Action<ServiceEvent, string>, GuardedRun> start, Action<ServiceReport> report) : IServiceControl
{
    /// <inheritdoc/>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.MaxValue;

    /// <inheritdoc/>
    public ServiceTrace? Trace => null;

    /// <inheritdoc/>
    public void Start(StartService order, string cluster)
    {
        if (machine.Service is { IsOpen: true } before)
        {
            throw new InvalidOperationException($"{machine.Name} starts its service for epoch {order.Epoch} although the one of epoch {before.Epoch} is still there.");
        }

        machine.Service = start(order, (how, why) => report(new(order.Run, how, why)));
    }

    /// <inheritdoc/>
    public void Stop(StopService stop) => Of(stop.Run)?.Stop();

    /// <inheritdoc/>
    public void Kill(KillService kill) => Of(kill.Run)?.Kill("the worker killed it");

    /// <inheritdoc/>
    public void Move(MoveDeadline move) => Of(move.Run)?.Move(move.Deadline);

    /// <inheritdoc/>
    public void Watch()
    {
        // A guard of the simulation always answers.
    }

    private GuardedRun? Of(long run) => machine.Service is { IsOpen: true } current && current.Number == run ? current : null;
}
