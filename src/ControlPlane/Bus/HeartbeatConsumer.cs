using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// Takes the heartbeats that come over the bus. Every instance hears them; the holder of the term judges by them, records them and answers, as it would over
/// HTTP. An answer that arrives late is safe: the node counts a lease from its own sending.
/// </summary>
internal sealed class HeartbeatConsumer(HeartbeatDesk desk, ClusterLog log, BusLink link, Func<Guid> newId, TimeProvider clock, ILogger<HeartbeatConsumer> logger)
{
    /// <summary>How many heartbeats are handled at a time; each waits for the confirmation of its answer.</summary>
    internal const int Concurrency = 64;

    /// <summary>Most heartbeats that wait: a second of the largest cluster and some more; older ones are worth nothing.</summary>
    internal const int Bound = 10_000;

    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LogPace = TimeSpan.FromSeconds(10);
    private long _heard;
    private long _unusable;
    private long _loggedAt = long.MinValue;

    /// <summary>Heartbeats that came over the bus and could be read.</summary>
    internal long Heard => Interlocked.Read(ref _heard);

    /// <summary>Sealed messages of whose content nothing could be made.</summary>
    internal long Unusable => Interlocked.Read(ref _unusable);

    /// <summary>Handles a message of the heartbeats' queue. It does not throw, whatever the message is.</summary>
    internal ValueTask HandleAsync(ReceivedMessage message)
    {
        if (message is not { Kind: BusKinds.Heartbeat, Sender.Role: BusRole.Node } || Read(message) is not { } heartbeat)
        {
            NoteUnusable(message);
            return ValueTask.CompletedTask;
        }

        Interlocked.Increment(ref _heard);
        // The seal says who speaks; nobody speaks for another.
        var node = message.Sender.Name;
        return Receive(node, heartbeat) is { } answer ? AnswerAsync(node, answer) : ValueTask.CompletedTask;
    }

    private static HeartbeatRequest? Read(ReceivedMessage message)
    {
        if (message.Body.Length > BodyLimits.Agent)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.HeartbeatRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null where another instance may answer.</summary>
    private BusAnswer? Receive(string node, HeartbeatRequest heartbeat)
    {
        try
        {
            AgentRules.Check(heartbeat);
            switch (desk.Receive(node, heartbeat, NodeSight.Bus))
            {
                case HeartbeatResult.Answered answered:
                    return new(heartbeat.Boot, heartbeat.Sequence, answered.Reply, null);
                case HeartbeatResult.NotLeader:
                    desk.Hear(node, heartbeat, NodeSight.Bus);
                    return null;
                case var refused:
                    throw HeartbeatProblems.Of(node, refused);
            }
        }
        catch (ProblemException problem)
        {
            return desk.MayAnswer
                ? new(heartbeat.Boot, heartbeat.Sequence, null, Problems.Of(problem.Code, problem.Message, problem.Errors, status: null, newId()))
                : null;
        }
    }

    private async ValueTask AnswerAsync(string node, BusAnswer answer)
    {
        // Later than half an interval the node has asked over HTTP.
        var timings = log.State.Timings;
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, Wire.Json.BusAnswer);
        var limit = timings.HeartbeatInterval / 2 < LongestConfirm ? timings.HeartbeatInterval / 2 : LongestConfirm;
        await link.PublishAsync(new(BusExchange.Nodes, node, BusKinds.Answer, newId(), body, BusLink.Expiry(timings.Lease)), limit);
    }

    private void NoteUnusable(ReceivedMessage message)
    {
        Interlocked.Increment(ref _unusable);
        var (last, now) = (Interlocked.Read(ref _loggedAt), clock.Now().Ticks);
        if ((last == long.MinValue || now - last >= LogPace.Ticks) && Interlocked.CompareExchange(ref _loggedAt, now, last) == last)
        {
            logger.LogWarning("A message of {Role} {Sender} among the heartbeats is none that can be read; {Count} so far.", message.Sender.Role, message.Sender.Name, Unusable);
        }
    }
}
