using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Link;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Network;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>A worker's way over HTTP: the instances are tried in turn, as its real one does.</summary>
internal sealed class SimulatedLink(string machine, WorkerProcess worker, IReadOnlyList<InstanceMachine> instances, Network.Network network, TimeProvider clock) : IControlPlaneLink
{
    private int _index;

    /// <inheritdoc/>
    public string Channel => "http";

    /// <inheritdoc/>
    public string Current => Instance.Name;

    /// <inheritdoc/>
    public int Alternatives => instances.Count;

    /// <summary>The instance that the next call goes to.</summary>
    internal InstanceMachine Instance => instances[_index % instances.Count];

    /// <inheritdoc/>
    public ValueTask<LinkAnswer<JoinReply>> JoinAsync(JoinRequest request, TimeSpan limit)
    {
        CancellationTokenSource hangUp = new();
        return CallAsync(process => process.JoinAsync(request, hangUp.Token), limit, hangUp);
    }

    /// <inheritdoc/>
    public ValueTask<LinkAnswer<HeartbeatReply>> BeatAsync(HeartbeatRequest request, string token, BeatLimits limits) =>
        CallAsync(process => Task.FromResult<LinkAnswer<HeartbeatReply>?>(process.Receive(machine, request, token)), limits.Whole);

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }

    private async ValueTask<LinkAnswer<T>> CallAsync<T>(Func<InstanceProcess, Task<LinkAnswer<T>?>> serve, TimeSpan limit, CancellationTokenSource? hangUp = null)
        where T : class
    {
        var instance = Instance;
        var answer = instance.Current is { } process
            ? await network.AskAsync(new(machine, worker.Process), new(instance.Name, process.Process), () => serve(process), limit, clock, hangUp)
            : null;
        answer ??= new(LinkOutcome.Unavailable, null, $"{instance.Name} does not answer");
        if (answer.Outcome == LinkOutcome.Unavailable)
        {
            _index = (_index + 1) % instances.Count;
        }

        return answer;
    }
}
