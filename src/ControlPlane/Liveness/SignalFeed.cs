using System.Collections.Concurrent;
using System.Threading.Channels;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>Tells waiting nodes at once that their desired state may have changed. A missed signal costs one heartbeat interval, nothing else.</summary>
public sealed class SignalFeed
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Channel<int>, byte>> _listeners = new(StringComparer.Ordinal);

    /// <summary>Called with the nodes that are signalled, null for all, and the version. Handlers are quick and do not throw.</summary>
    public event Action<IReadOnlyList<string>?, int>? Raised;

    /// <summary>The versions that concern a node from now on; only the newest waits to be read.</summary>
    public Subscription Listen(string node)
    {
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var mine = _listeners.GetOrAdd(node, _ => new());
        mine[channel] = 0;
        return new(channel.Reader, () => mine.TryRemove(channel, out _));
    }

    /// <summary>Signals some nodes, or all.</summary>
    internal void Raise(IReadOnlyList<string>? nodes, int version)
    {
        foreach (var node in nodes ?? [.. _listeners.Keys])
        {
            if (_listeners.TryGetValue(node, out var channels))
            {
                foreach (var channel in channels.Keys)
                {
                    channel.Writer.TryWrite(version);
                }
            }
        }

        if (nodes is null or { Count: > 0 })
        {
            Raised?.Invoke(nodes, version);
        }
    }

    /// <summary>A listener; dispose it when done.</summary>
    /// <param name="versions">Versions of the cluster.</param>
    /// <param name="end">Forgets the listener.</param>
    public sealed class Subscription(ChannelReader<int> versions, Action end) : IDisposable
    {
        /// <summary>The versions that concern the node.</summary>
        public ChannelReader<int> Versions { get; } = versions;

        /// <inheritdoc/>
        public void Dispose() => end();
    }
}
