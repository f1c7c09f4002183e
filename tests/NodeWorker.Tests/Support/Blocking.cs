using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Link;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>Calls as the thread of the heartbeats makes them. They must be over when they return: nothing there may depend on the thread pool.</summary>
internal static class Blocking
{
    internal static LinkAnswer<HeartbeatReply> Beat(this IControlPlaneLink link, HeartbeatRequest request, string token, BeatLimits limits) =>
        Completed(link.BeatAsync(request, token, limits));

    internal static LinkAnswer<HeartbeatReply> Beat(this BusLink link, HeartbeatRequest request, BeatLimits limits) => Completed(link.BeatAsync(request, limits));

    internal static LinkAnswer<JoinReply> Join(this IControlPlaneLink link, JoinRequest request, TimeSpan limit) => Completed(link.JoinAsync(request, limit));

    private static T Completed<T>(ValueTask<T> call)
    {
        call.IsCompleted.ShouldBeTrue("the call has left its thread");
        return call.Result;
    }
}
