using System.Collections.Concurrent;
using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>A bus that does with each message what the test says; the faults are the point.</summary>
internal sealed class TestBus : IMessageBus
{
    private readonly ConcurrentQueue<BusMessage> _published = [];
    private long _changes;

    public event Action<BusStatus>? Changed;

    public BusStatus Status { get; private set; } = new(false, "broker:5672", "is being connected", TimeSpan.Zero);

    internal bool IsDisposed { get; private set; }

    internal IReadOnlyList<BusMessage> Published => [.. _published];

    /// <summary>The heartbeats that were published.</summary>
    internal IReadOnlyList<HeartbeatRequest> Heartbeats => [.. _published.Select(HeartbeatIn)];

    /// <summary>What happens to a message; the result is whether the broker has confirmed it.</summary>
    internal Func<BusMessage, ValueTask<bool>> OnPublish { get; set; } = _ => ValueTask.FromResult(true);

    public ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit)
    {
        if (!Status.IsConnected)
        {
            return ValueTask.FromResult(false);
        }

        _published.Enqueue(message);
        return OnPublish(message);
    }

    public Task<bool> DeleteQueueAsync(string queue, TimeSpan limit) => Task.FromResult(true);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    internal static HeartbeatRequest HeartbeatIn(BusMessage message) => JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.HeartbeatRequest)!;

    internal static BusAnswer AnswerTo(HeartbeatRequest heartbeat, DesiredState desired) =>
        new(heartbeat.Boot, heartbeat.Sequence, new(heartbeat.Sequence, 1, 1, desired), null);

    internal void Connect() => Become(new(true, "broker:5672", null, TimeSpan.FromSeconds(++_changes)));

    internal void Lose(string problem) => Become(new(false, "broker:5672", problem, TimeSpan.FromSeconds(++_changes)));

    private void Become(BusStatus status)
    {
        Status = status;
        Changed?.Invoke(status);
    }
}
