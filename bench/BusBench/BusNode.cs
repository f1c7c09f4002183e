using System.Diagnostics;
using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;

namespace EventCluster.BusBench;

/// <summary>A node without a process: it seals heartbeats and opens answers as a worker does.</summary>
internal sealed class BusNode
{
    private readonly Guid _boot;
    private readonly SealWriter _writer;
    private readonly SealReader _reader;
    private readonly Lock _lock = new();
    private long _sequence;
    private long _sentAt;
    private bool _isPending;

    public BusNode(SealKey key, string name, Guid boot)
    {
        (Name, _boot) = (name, boot);
        Queue = NodeQueue.Of(new(key.Cluster), name);
        _writer = new(key, new(BusRole.Node, name), Guid.CreateVersion7(), TimeProvider.System);
        _reader = new(key, Queue, TimeProvider.System);
    }

    public string Name { get; }

    public BusQueue Queue { get; }

    /// <summary>Whether a heartbeat waits for its answer.</summary>
    public bool IsPending
    {
        get
        {
            lock (_lock)
            {
                return _isPending;
            }
        }
    }

    /// <summary>The next heartbeat, sealed.</summary>
    public byte[] Heartbeat(TimeSpan expires)
    {
        long sequence;
        lock (_lock)
        {
            (_isPending, _sentAt, sequence) = (true, Stopwatch.GetTimestamp(), ++_sequence);
        }

        var heartbeat = new HeartbeatRequest(
            _boot, sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false,
            [new("key", CheckStatus.Passed, "The encryption key is set."), new("clock", CheckStatus.Passed, "The clock is in step.")]);
        return _writer.Write(new(
            BusExchange.Heartbeats, "", BusKinds.Heartbeat, Guid.CreateVersion7(), JsonSerializer.SerializeToUtf8Bytes(heartbeat, WireJson.Default.HeartbeatRequest), expires));
    }

    /// <summary>Takes a message of the node's queue.</summary>
    /// <returns>How long the pending heartbeat waited for this answer; null for any other message.</returns>
    public TimeSpan? Take(Delivered delivery)
    {
        if (_reader.Open(delivery, out var message) is { } rejection)
        {
            throw new InvalidOperationException($"{Name} refused a message: {rejection.Reason}.");
        }

        if (message!.Kind != BusKinds.Answer)
        {
            return null;
        }

        var answer = JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.BusAnswer)!;
        lock (_lock)
        {
            if (!_isPending || answer.Boot != _boot || answer.Sequence != _sequence || answer.Reply is null)
            {
                return null;
            }

            _isPending = false;
            return Stopwatch.GetElapsedTime(_sentAt);
        }
    }
}
