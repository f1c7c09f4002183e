using System.Net;
using System.Net.Sockets;

namespace EventCluster.Shared;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class TcpProxyConnection(TcpProxy proxy, Socket client, EndPoint target) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Carries bytes both ways until both sides have ended, or one has broken.</summary>
    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = _server.NoDelay = true;
            await proxy.PassesAsync();
            await _server.ConnectAsync(target);
            await Task.WhenAll(CarryAsync(client, _server), CarryAsync(_server, client));
            client.Close();
            _server.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side may break it at any time, and so may the test.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends it with a reset to both sides.</summary>
    public void Dispose()
    {
        proxy.Forget(this);
        client.Close(timeout: 0);
        _server.Close(timeout: 0);
        _server.Dispose();
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await proxy.PassesAsync();
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }
}
