using System.Net;
using System.Net.Sockets;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The tests' own network breaks as the tests rely on.</summary>
public sealed class TcpProxyTests : IAsyncDisposable
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy;

    public TcpProxyTests()
    {
        _echo.Start();
        _proxy = TcpProxy.To(((IPEndPoint)_echo.LocalEndpoint).Port);
        _ = EchoAsync();
    }

    [Fact]
    public async Task Given_a_connection_When_it_is_cut_Then_it_breaks_and_no_other_is_accepted_until_it_is_restored()
    {
        using var first = await ConnectAsync();
        (await SendAsync(first, 1)).ShouldBe(1);

        _proxy.Cut();
        await Should.ThrowAsync<IOException>(() => SendAsync(first, 2));
        await Should.ThrowAsync<SocketException>(ConnectAsync);
        _proxy.Restore();

        using var second = await ConnectAsync();
        (await SendAsync(second, 3)).ShouldBe(3);
        first.Close();
        second.Close();
        await Until.IsAsync("closed connections are forgotten", () => _proxy.Connections == 0);
    }

    [Fact]
    public async Task Given_a_connection_When_it_stalls_Then_nothing_arrives_until_it_is_restored_and_nothing_is_lost()
    {
        using var old = await ConnectAsync();
        (await SendAsync(old, 1)).ShouldBe(1);

        _proxy.Stall();
        using var young = await ConnectAsync();
        var (one, other) = (SendAsync(old, 2), SendAsync(young, 3));
        var early = await Task.WhenAny(one, other, Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        (early == one || early == other).ShouldBeFalse();
        _proxy.Restore();

        (await one).ShouldBe(2);
        (await other).ShouldBe(3);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _echo.Dispose();
        await _proxy.DisposeAsync();
    }

    private static async Task<int> SendAsync(TcpClient client, byte value)
    {
        await client.GetStream().WriteAsync(new[] { value }, TestContext.Current.CancellationToken);
        var answer = new byte[1];
        await client.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        return answer[0];
    }

    private async Task<TcpClient> ConnectAsync()
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task EchoAsync()
    {
        try
        {
            while (true)
            {
                var client = await _echo.AcceptTcpClientAsync();
                _ = client.GetStream().CopyToAsync(client.GetStream()).ContinueWith(_ => client.Dispose(), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
