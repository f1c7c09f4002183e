using EventCluster.NodeWorker.Tests.Follow;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests;

/// <summary>A real worker process whose broker is never there: everything works over HTTP, and says so.</summary>
public sealed class BrokerAwayTests : IAsyncLifetime
{
    private const string Password = "not-to-be-shown";
    private readonly TemporaryFolder _folder = new();
    private readonly History _history = new();
    private FakeControlPlane _fake = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeControlPlane.StartAsync();
        _history.AddAny(0);
        _history.AddAny(5);
        _history.AddAny(6);
        _fake.Version = _history.Version;
        _fake.Events = (after, limit) => _history.Page(after, limit, _history.Version);
    }

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Given_a_broker_that_is_away_then_heartbeats_and_history_come_over_http_the_status_says_so_and_the_stop_does_not_wait()
    {
        using var worker = Start(("EncryptionKey", "a key of sixteen or more characters"));
        await _fake.Hears(beat => beat.Sequence > 3, "heartbeats over HTTP");
        await Eventually.Holds(async () => await Follows(worker) == _history.Version, "the history");

        var status = await worker.Status(_fake);
        status.GetProperty("channel").GetString().ShouldBe("http");
        status.GetProperty("bus").GetProperty("connected").GetBoolean().ShouldBeFalse();
        status.GetProperty("bus").GetProperty("broker").GetString().ShouldBe("127.0.0.1:9");
        status.GetProperty("follows").GetProperty("cluster").GetProperty("applied").GetInt64().ShouldBe(1);
        status.GetProperty("follows").GetProperty("own").GetProperty("applied").GetInt64().ShouldBe(1);
        status.GetProperty("follows").GetProperty("highAvailability").GetBoolean().ShouldBeFalse();
        var metrics = await (await worker.Get(_fake, "/metrics")).Content.ReadAsStringAsync(CancellationToken.None);
        metrics.ShouldContain("\neventcluster_bus_connected 0\n");
        metrics.ShouldContain("\neventcluster_node_channel 0\n");
        metrics.ShouldContain("\neventcluster_node_events_applied{scope=\"cluster\"} 1\n");
        Machine.Signal("TERM", worker.Pid);
        await worker.Ended();

        worker.ExitCode.ShouldBe(ExitCode.Stopped);
        _fake.Last!.Leaving.ShouldBeTrue();
        worker.Log.ShouldNotContain(Password);
        (status.ToString() + metrics).ShouldNotContain(Password);
    }

    [Fact]
    public async Task Given_a_bus_without_a_key_then_the_start_says_what_is_missing()
    {
        using var worker = Start();
        await worker.Ended();

        worker.ExitCode.ShouldBe(ExitCode.BadSetting);
        await Eventually.Holds(() => worker.Log.Contains("'EncryptionKey' is not set", StringComparison.Ordinal), "the reason");
    }

    private WorkerProcess Start(params (string Name, string Value)[] more) => WorkerProcess.Start(
    [
        ("Node:Name", History.Node), ("Node:Roles", "web"), ("Node:JoinToken", "join-token"), ("Node:ControlPlanes", _fake.Address.ToString()),
        ("Node:Listen", "http://127.0.0.1:0"), ("DataDirectory", _folder["data"]), ("Bus:Provider", "RabbitMq"),
        ("Bus:Uri", $"amqp://somebody:{Password}@127.0.0.1:9/vhost"), .. more,
    ]);

    private async Task<int> Follows(WorkerProcess worker) => (await worker.Status(_fake)).GetProperty("follows").GetProperty("through").GetInt32();
}
