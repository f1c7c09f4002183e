using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Link;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Network;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>A stream of signals of the instance that the worker speaks with.</summary>
internal sealed class SimulatedSignals(string machine, WorkerProcess worker, SimulatedLink link, Network.Network network, TimeProvider clock) : ISignalStream
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <summary>How often an instance shows that the stream stands.</summary>
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(10);

    /// <summary>The process whose signals come; null while no stream stands.</summary>
    internal InstanceProcess? Of { get; private set; }

    /// <inheritdoc/>
    public async Task<bool> ListenAsync(string token, Action signalled, CancellationToken stop)
    {
        var instance = link.Instance;
        if (instance.Current is not { } process
            || await network.AskAsync(new(machine, worker.Process), new(instance.Name, process.Process), () => Task.FromResult<object?>(process), ConnectLimit, clock) is null)
        {
            return false;
        }

        Of = process;
        signalled();
        do
        {
            await clock.PauseAsync(Sign, stop);
        }
        while (!stop.IsCancellationRequested && process.Process.Runs && network.Reaches(instance.Name, machine));
        Of = null;
        return true;
    }
}
