using System.Net;
using System.Net.Sockets;
using EventCluster.Bus.Connection;
using EventCluster.Bus.RabbitMq;
using EventCluster.Bus.Settings;

namespace EventCluster.Bus.Tests.RabbitMq;

/// <summary>What a host that is no usable broker is called. How a real one is used is shown in EndToEnd.Tests.</summary>
public sealed class RabbitMqBrokerTests
{
    private static readonly BusTopology Topology = new(Party.Cluster, [Party.NodeQueue("n1", Party.Ignore)]);

    [Fact]
    public async Task Given_ports_where_nobody_listens_When_all_are_tried_Then_each_is_named_and_nothing_is_called_a_refusal()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var away = await AwayAsync(Settings([new("127.0.0.1", port), new("localhost", port)]));

        away.IsRefusal.ShouldBeFalse();
        away.Message.ShouldContain($"127.0.0.1:{port} does not answer");
        away.Message.ShouldContain($"localhost:{port} does not answer");
        away.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Given_a_port_that_says_nothing_When_it_is_tried_Then_the_attempt_ends()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();

        var away = await AwayAsync(Settings([new("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port)]));

        away.Message.ShouldContain("no answer in time");
    }

    [Theory]
    [InlineData("localhost", false, true, true)]
    [InlineData("elsewhere", false, true, false)]
    [InlineData("localhost", true, true, false)]
    [InlineData("localhost", false, false, false)]
    public async Task Given_a_certificate_When_its_name_purpose_or_authority_is_wrong_Then_not_a_word_is_said(string name, bool isForClients, bool isOfAuthority, bool isTrusted)
    {
        using var authority = TlsListener.Authority("right");
        using var other = TlsListener.Authority("wrong");
        using TlsListener listener = new(authority, name, isForClients);

        var away = await AwayAsync(Settings([new("localhost", listener.Port)], isOfAuthority ? authority : other));

        (listener.Greeted > 0).ShouldBe(isTrusted);
        away.IsRefusal.ShouldBe(!isTrusted);
        if (!isTrusted)
        {
            away.Message.ShouldContain("Bus:CaFile");
        }
    }

    private static Task<BrokerAwayException> AwayAsync(BusSettings settings) =>
        Should.ThrowAsync<BrokerAwayException>(() => new RabbitMqBroker(settings, "test").OpenAsync(Topology, _ => ValueTask.CompletedTask, TestContext.Current.CancellationToken));

    private static BusSettings Settings(IReadOnlyList<BrokerHost> hosts, System.Security.Cryptography.X509Certificates.X509Certificate2? authority = null) => new()
    {
        Hosts = hosts,
        Tls = authority is not null,
        User = "user",
        Password = "s3cret",
        VirtualHost = "/",
        Authorities = authority is null ? null : [authority],
    };
}
