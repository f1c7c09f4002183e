using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Bus;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>A broker that confirms, refuses and goes away as told, and shows what it was given.</summary>
internal sealed class TestBus : IMessageBus
{
    private readonly Lock _gate = new();
    private readonly List<BusMessage> _confirmed = [];
    private readonly TimeProvider _clock;

    internal TestBus(TimeProvider clock)
    {
        _clock = clock;
        Status = new(true, "broker:5672", null, clock.Now());
        Link = new(clock);
        Link.Use(this, new("test"));
    }

    public event Action<BusStatus>? Changed;

    public BusStatus Status { get; private set; }

    /// <summary>As this instance's parts see it.</summary>
    internal BusLink Link { get; }

    /// <summary>Whether the broker confirms a message; asked in the order in which they are published.</summary>
    internal Func<BusMessage, bool> Confirms { get; set; } = _ => true;

    /// <summary>Keeps publishes under way until it completes; null for not at all.</summary>
    internal Task? Held { get; set; }

    /// <summary>Queues that were deleted.</summary>
    internal List<string> Deleted { get; } = [];

    internal int Attempts { get; private set; }

    /// <summary>What was confirmed, in order.</summary>
    internal IReadOnlyList<BusMessage> Confirmed
    {
        get
        {
            lock (_gate)
            {
                return [.. _confirmed];
            }
        }
    }

    internal IReadOnlyList<BusEvent> Events => [.. Of(BusKinds.Event, WireJson.Default.BusEvent)];

    internal void Go(bool away)
    {
        Status = new(!away, "broker:5672", away ? "refused the connection." : null, _clock.Now());
        Changed?.Invoke(Status);
    }

    internal IEnumerable<T> Of<T>(string kind, JsonTypeInfo<T> type) =>
        Confirmed.Where(m => m.Kind == kind).Select(m => JsonSerializer.Deserialize(m.Body.Span, type)!);

    public async ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit)
    {
        message.Expires.ShouldBeInRange(TimeSpan.FromTicks(1), BusMessage.LongestExpiry);
        limit.ShouldBeGreaterThan(TimeSpan.Zero);
        lock (_gate)
        {
            Attempts++;
        }

        await (Held ?? Task.CompletedTask);
        lock (_gate)
        {
            var confirmed = Status.IsConnected && Confirms(message);
            if (confirmed)
            {
                _confirmed.Add(message);
            }

            return confirmed;
        }
    }

    public Task<bool> DeleteQueueAsync(string queue, TimeSpan limit)
    {
        lock (_gate)
        {
            Deleted.Add(queue);
        }

        return Task.FromResult(Status.IsConnected);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
