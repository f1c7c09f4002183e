using System.Net;
using System.Net.Sockets;

namespace EventCluster.Shared;

/// <summary>
/// A loopback address in front of another, whose way can be cut, held up and restored: a network that a test breaks.
/// The parties need not know: only connections break, no process is paused.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<TcpProxyConnection> _connections = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly EndPoint _target;
    private readonly int _port;
    private TcpListener? _listener;
    private TaskCompletionSource _open = Opened();

    private TcpProxy(EndPoint target)
    {
        _target = target;
        _listener = Listen(0);
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>Port on 127.0.0.1 to connect to.</summary>
    public int Port => _port;

    /// <summary>How many connections go through it now.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Starts one in front of a loopback port.</summary>
    public static TcpProxy To(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Starts one in front of an address.</summary>
    public static TcpProxy To(string host, int port) => new(new DnsEndPoint(host, port));

    /// <summary>Resets every connection and refuses new ones, as when the process behind it has died.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        Reset();
    }

    /// <summary>Resets every connection; new ones are accepted.</summary>
    public void Reset()
    {
        foreach (var connection in All())
        {
            connection.Dispose();
        }
    }

    /// <summary>Nothing more goes through, and nobody is told: connections stay open and new ones are accepted, as when packets are dropped.</summary>
    public void Stall()
    {
        lock (_lock)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Everything goes through again; what was held up comes first.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            _listener ??= Listen(_port);
            _open.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Cut();
        _ended.Dispose();
    }

    /// <summary>Completed while bytes may pass.</summary>
    internal Task PassesAsync()
    {
        lock (_lock)
        {
            return _open.Task;
        }
    }

    internal void Forget(TcpProxyConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(_ended.Token);
                Begin(new TcpProxyConnection(this, client, _target));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Cut, or at its end.
        }
    }

    private void Begin(TcpProxyConnection connection)
    {
        lock (_lock)
        {
            _connections.Add(connection);
            if (_listener is null)
            {
                connection.Dispose();
            }
        }

        _ = connection.RunAsync();
    }

    private TcpProxyConnection[] All()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }
}
