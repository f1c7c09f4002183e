using System.Collections.Concurrent;
using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;

namespace EventCluster.Bus.Tests.Connection;

/// <summary>A broker that fails as it is told.</summary>
internal sealed class ScriptedBroker : IBroker
{
    private volatile ScriptedSession? _session;
    private int _attempts;

    public string Name => "scripted";

    /// <summary>What the next attempts throw; null lets them succeed.</summary>
    public volatile Exception? Refuses;

    public int Attempts => Volatile.Read(ref _attempts);

    public ScriptedSession Session => _session!;

    public Task<IBrokerSession> OpenAsync(BusTopology topology, Func<Delivered, ValueTask> deliver, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        if (Refuses is { } why)
        {
            throw why;
        }

        _session = new();
        return Task.FromResult<IBrokerSession>(_session);
    }
}

/// <summary>A session that ends, blocks and stays silent as it is told.</summary>
internal sealed class ScriptedSession : IBrokerSession
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event Action? BlockedChanged;

    /// <summary>What a publish does.</summary>
    public Func<CancellationToken, Task> Send { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<byte[]> Sent { get; } = new();

    public bool IsDisposed { get; private set; }

    public string Broker => "scripted:1";

    public Task<string> Ended => _ended.Task;

    public string? Blocked { get; private set; }

    public void Block(string? why)
    {
        Blocked = why;
        BlockedChanged?.Invoke();
    }

    public void End(string why) => _ended.SetResult(why);

    public Task SendAsync(BusExchange exchange, string routingKey, byte[] frame, TimeSpan expires, CancellationToken cancellation)
    {
        Sent.Enqueue(frame);
        return Send(cancellation);
    }

    public Task SendAsync(Poison poison, CancellationToken cancellation) => Task.CompletedTask;

    public Task DeleteQueueAsync(string queue, CancellationToken cancellation) => Send(cancellation);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
