using EventCluster.Contracts.Bus;
using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Network;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.StreamStore;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>The history over HTTP: after an instance that fails the next one is asked, as the worker's real one does.</summary>
internal sealed class SimulatedPages(string machine, WorkerProcess worker, IReadOnlyList<InstanceMachine> instances, Network.Network network, TimeProvider clock) : IEventPages
{
    private const int EventsPerPage = 20;
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(10);
    private int _index;

    /// <summary>Called right before a page is given.</summary>
    internal Action Given { get; set; } = () => { };

    /// <inheritdoc/>
    public async Task<(NodeEventPage? Page, string Problem)> ReadAsync(int after, CancellationToken stop)
    {
        if (worker.Token is null)
        {
            return (null, "this node has not joined");
        }

        var instance = instances[_index];
        var page = instance.Current is { } process
            ? await network.AskAsync(new(machine, worker.Process), new(instance.Name, process.Process), () => ServeAsync(process, after), PageLimit, clock)
            : null;
        if (page is null)
        {
            _index = (_index + 1) % instances.Count;
            return (null, $"{instance.Name} gives no events");
        }

        Given();
        return (page, "");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }

    private async Task<NodeEventPage?> ServeAsync(InstanceProcess process, int after)
    {
        try
        {
            return await process.Bus!.Events.ReadAsync(machine, after, EventsPerPage, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
