using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// The way over the bus, for heartbeats only. It either brings the desired state promptly or nothing at all: a problem that comes over the bus is not believed,
/// because everyone who has the cluster's key could have sent it, and acting on it may be irrevocable. HTTP is asked then.
/// </summary>
public sealed class BusLink
{
    private readonly WorkerBus _bus;
    private readonly TimeProvider _clock;
    private readonly PendingAnswer _pending;
    private readonly Func<Guid> _newId;

    /// <summary>A link over a bus that may not be there yet.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="answered">What a heartbeat waits on for its answer.</param>
    /// <param name="newId">Draws message ids.</param>
    /// <param name="clock">The boot clock.</param>
    public BusLink(WorkerBus bus, ISignal answered, Func<Guid> newId, TimeProvider clock)
    {
        (_bus, _pending, _newId, _clock) = (bus, new(answered, clock), newId, clock);
        bus.Changed += WhenAway;
    }

    /// <summary>Since when the bus is connected; null while it is away.</summary>
    public TimeSpan? ConnectedSince => _bus.Status is { IsConnected: true } status ? status.Since : null;

    /// <summary>The instance that answered last; empty before.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>Publishes a heartbeat and waits for its answer. Everything but the desired state is <see cref="LinkOutcome.Unavailable"/>.</summary>
    public async ValueTask<LinkAnswer<HeartbeatReply>> BeatAsync(HeartbeatRequest request, BeatLimits limits)
    {
        var begun = _clock.Now();
        _pending.Expect(request.Boot, request.Sequence);
        _ = PublishAsync(request, limits);
        var (answer, detail) = await _pending.TakeAsync(limits.Prompt - (_clock.Now() - begun));
        switch (answer)
        {
            case { Reply: { } reply } when reply.Sequence == request.Sequence:
                Instance = detail;
                return new(LinkOutcome.Answered, reply, "");
            case { Problem: { } problem }:
                return Nothing($"{detail} answered {problem.Status}: {problem.Detail}");
            default:
                return Nothing(answer is null ? detail : $"{detail} answered something else");
        }
    }

    /// <summary>An answer came over the bus.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="from">The instance that gave it.</param>
    public void Hear(BusAnswer answer, string from) => _pending.Offer(answer, from);

    private async Task PublishAsync(HeartbeatRequest request, BeatLimits limits)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.HeartbeatRequest);
            if (!await _bus.PublishAsync(new(BusExchange.Heartbeats, "", BusKinds.Heartbeat, _newId(), body, limits.Worth), limits.Prompt))
            {
                _pending.GiveUp(request.Sequence, "the broker did not take the heartbeat");
            }
        }
        catch (ArgumentException e)
        {
            _pending.GiveUp(request.Sequence, e.Message);
        }
    }

    private void WhenAway(BusStatus status)
    {
        if (!status.IsConnected)
        {
            _pending.GiveUp(null, $"{status.Broker} {status.Problem}");
        }
    }

    private static LinkAnswer<HeartbeatReply> Nothing(string detail) => new(LinkOutcome.Unavailable, null, $"Over the bus: {detail}");
}
