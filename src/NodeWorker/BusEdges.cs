using EventCluster.Bus;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker;

/// <summary>What a worker's part with a bus stands on.</summary>
/// <param name="Connect">Makes the bus of a cluster, over which a queue is consumed; it connects by itself.</param>
/// <param name="Pages">The history, for what the bus has lost.</param>
/// <param name="Save">Keeps what was followed.</param>
/// <param name="Answered">What a heartbeat over the bus waits on for its answer.</param>
/// <param name="NewId">Draws message ids.</param>
public sealed record BusEdges(Func<string, BusQueue, IMessageBus> Connect, IEventPages Pages, Action<FollowFile> Save, ISignal Answered, Func<Guid> NewId);
