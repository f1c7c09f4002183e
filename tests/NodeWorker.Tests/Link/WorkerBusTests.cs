using System.Collections.Concurrent;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class WorkerBusTests : IAsyncDisposable
{
    private readonly List<(string Cluster, TestBus Bus)> _made = [];
    private readonly WorkerBus _bus;

    public WorkerBusTests() => _bus = new(cluster =>
    {
        var made = new TestBus();
        lock (_made)
        {
            _made.Add((cluster, made));
        }

        return made;
    });

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Given_no_join_then_there_is_no_bus()
    {
        _bus.Status.ShouldBeNull();
        (await _bus.PublishAsync(null!, TimeSpan.Zero)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_several_joins_of_one_cluster_then_there_is_one_bus_and_its_changes_are_told()
    {
        var told = new ConcurrentQueue<bool>();
        _bus.Changed += status => told.Enqueue(status.IsConnected);
        _bus.Join("test");
        _bus.Join("test");
        await Made(1);
        _made[0].Bus.Connect();

        _made.ShouldHaveSingleItem().Cluster.ShouldBe("test");
        told.ShouldNotBeEmpty();
        told.ShouldAllBe(isConnected => isConnected);
        _bus.Status!.IsConnected.ShouldBeTrue();

        _made[0].Bus.Lose("is gone");
        told.Last().ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_join_of_another_cluster_then_the_old_bus_is_left_first()
    {
        _bus.Join("test");
        await Made(1);
        _bus.Join("other");
        await Made(2);

        _made[0].Bus.IsDisposed.ShouldBeTrue();
        _made[1].Cluster.ShouldBe("other");
    }

    [Fact]
    public async Task Given_its_end_then_the_bus_is_left_and_a_late_join_makes_no_new_one()
    {
        _bus.Join("test");
        await Made(1);
        await _bus.DisposeAsync();
        _bus.Join("other");

        _made.ShouldHaveSingleItem().Bus.IsDisposed.ShouldBeTrue();
        _bus.Status.ShouldBeNull();
    }

    private Task Made(int count) => Eventually.Holds(() => Count() == count && _bus.Status is not null, "the bus");

    private int Count()
    {
        lock (_made)
        {
            return _made.Count;
        }
    }
}
