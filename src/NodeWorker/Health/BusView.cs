using EventCluster.Bus;
using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker.Health;

/// <summary>What a worker has only with a bus.</summary>
/// <param name="Bus">How it stands with the broker.</param>
/// <param name="Follows">What the node knows of the cluster's history.</param>
/// <param name="Metrics">Figures of the bus; null before the first join.</param>
public sealed record BusView(BusState Bus, FollowState Follows, BusMetrics? Metrics);

/// <summary>How it stands with the broker.</summary>
/// <param name="Connected">It can be used.</param>
/// <param name="Broker">Host and port; null before the first join.</param>
/// <param name="Problem">Why it cannot be used, or why the last heartbeat on it was not answered; null while it serves.</param>
/// <param name="Switches">How often heartbeats have changed their way.</param>
/// <param name="Unusable">Messages with a good seal that no instance sends to a node; they were ignored.</param>
public sealed record BusState(bool Connected, string? Broker, string? Problem, long Switches, long Unusable);

/// <summary>What the node knows of the cluster's history. For people and tests: nothing decides by it.</summary>
/// <param name="Through">Up to this version nothing is missing for certain; -1 for nothing.</param>
/// <param name="HighAvailability">Whether the role moves by itself; null until known.</param>
/// <param name="LoadBalancing">Whether every web node serves; null until known.</param>
/// <param name="Active">The active node; null for none.</param>
/// <param name="Epoch">The newest epoch given.</param>
/// <param name="Generation">The newest configuration generation that concerns the node.</param>
/// <param name="Scheduler">The control plane instance that holds the newest term.</param>
/// <param name="Term">That term.</param>
/// <param name="Cluster">How far the events of the whole cluster were followed.</param>
/// <param name="Own">How far the node's own events were followed.</param>
/// <param name="Counts">Figures since the process began.</param>
/// <param name="Problem">Why the history could not be read last; null when it could.</param>
public sealed record FollowState(
    int Through, bool? HighAvailability, bool? LoadBalancing, string? Active, long Epoch, int Generation, string? Scheduler, long Term, FollowedScope Cluster,
    FollowedScope Own, FollowCounts Counts, string? Problem);
