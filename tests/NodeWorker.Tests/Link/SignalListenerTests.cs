using EventCluster.Hosting;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class SignalListenerTests : IAsyncLifetime
{
    private readonly Gate _needed = new(open: true, BootTimeProvider.Instance);
    private readonly CancellationTokenSource _stop = new();
    private FakeControlPlane _fake = null!;
    private int _signals;

    public async ValueTask InitializeAsync() => _fake = await FakeControlPlane.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Given_a_listener_when_a_signal_comes_then_it_is_told()
    {
        var listening = Listen();

        // The first one stands for whatever was signalled before the stream stood.
        await Signals(1, "the stream");
        _fake.Tell(FakeControlPlane.Standby());
        await Signals(2, "the signal");
        await _stop.CancelAsync();
        await listening;
    }

    [Fact]
    public async Task Given_that_the_bus_serves_then_no_stream_is_held_and_when_it_does_no_more_then_one_is()
    {
        _needed.Set(false);
        var listening = Listen();
        _needed.Set(true);
        await Signals(1, "the stream");

        _needed.Set(false);
        await Eventually.Holds(() => _fake.Listening == 0, "the end of the stream");
        _fake.Listeners.ShouldBe(1);

        _needed.Set(true);
        await Signals(2, "the stream again");
        await _stop.CancelAsync();
        await listening;
    }

    private async Task Listen()
    {
        using SignalStream stream = new("node-a", () => _fake.Address);
        await new SignalListener(stream, () => "t", () => Interlocked.Increment(ref _signals), _needed, BootTimeProvider.Instance).RunAsync(_stop.Token);
    }

    private Task Signals(int count, string what) => Eventually.Holds(() => Volatile.Read(ref _signals) == count, what);
}
