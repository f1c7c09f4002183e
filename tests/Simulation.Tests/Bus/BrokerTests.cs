using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.NodeWorker.Link;
using EventCluster.Simulation.Tests.Faults;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;
using EventCluster.StreamStore;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>The bus is for promptness only: whatever happens to it, nothing is lost and nobody is replaced.</summary>
public sealed class BrokerTests
{
    private readonly Scenario _scenario = new(new(1) { HasBus = true });

    [Fact]
    public void Given_a_broker_that_goes_away_during_a_switchover_then_the_role_moves_all_the_same_and_all_come_back_to_it()
    {
        var next = World.Nodes.Last(n => n != Settled());
        Give(new RequestSwitchover(next.Name));
        Broker.Crash(isWiped: false);

        _scenario.Awaited(() => _scenario.Serving == next);
        World.Nodes.ShouldAllBe(node => node.Worker!.Status.Channel == "http");
        _scenario.Awaited(() => World.Nodes.All(HasFollowed));

        Broker.Restart();
        _scenario.Awaited(() => World.Nodes.All(IsOnBus));
    }

    [Fact]
    public void Given_a_broker_that_has_lost_everything_then_all_declare_what_they_need_and_the_history_goes_on_over_it()
    {
        var serving = Settled();
        Broker.Crash(isWiped: true);
        _scenario.Pass(TimeSpan.FromSeconds(5));
        Broker.Restart();
        _scenario.Awaited(() => World.Nodes.All(IsOnBus) && World.Nodes.All(HasFollowed));
        _scenario.Pass(TimeSpan.FromSeconds(5));
        var read = Read();

        Give(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = "00:00:08" }, []));
        _scenario.Pass(TimeSpan.FromSeconds(1));

        World.Nodes.ShouldAllBe(node => HasFollowed(node));
        Read().ShouldBe(read);
        _scenario.Serving.ShouldBe(serving);
    }

    [Fact]
    public void Given_an_active_node_that_alone_cannot_reach_the_broker_then_it_goes_on_over_http_until_it_can()
    {
        var serving = Settled();
        World.Network.Cut(serving.Name, Bus.Broker.Machine);
        World.Network.Cut(Bus.Broker.Machine, serving.Name);

        _scenario.Pass(TimeSpan.FromSeconds(60));

        _scenario.Serving.ShouldBe(serving);
        World.Nodes.ShouldAllBe(node => IsOnBus(node) == (node != serving));
        Types().ShouldNotContain("NodeSuspected");
        Give(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = "00:00:08" }, []));
        _scenario.Pass(TimeSpan.FromSeconds(1));
        _scenario.Awaited(() => HasFollowed(serving));

        World.Network.Heal();
        _scenario.Awaited(() => IsOnBus(serving));
    }

    [Fact]
    public void Given_messages_that_are_lost_doubled_and_late_then_what_is_missing_is_read_over_http()
    {
        Settled();
        (World.Network.Loss, World.Network.Doubling, World.Network.Lateness) = (0.1, 0.3, 0.2);
        for (var i = 0; i < 20; i++)
        {
            Give(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = i % 2 == 0 ? "00:00:08" : "00:00:05" }, []));
        }

        World.Network.Heal();
        _scenario.Pass(TimeSpan.FromSeconds(70));

        World.Nodes.ShouldAllBe(node => HasFollowed(node));
        World.Nodes.Sum(node => node.Worker!.Bus!.Part.Follower.Counts.Holes).ShouldBePositive();
        World.Nodes.Sum(node => node.Worker!.Bus!.Part.Follower.Counts.Duplicates).ShouldBePositive();
        World.Nodes.ShouldAllBe(node => node.Worker!.Bus!.Part.Follower.Counts.Restarts == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Given_faults_of_the_broker_alone_then_nobody_is_suspected_and_the_term_goes_on(ulong seed)
    {
        World world = new(new(seed) { HasBus = true, Faults = FaultKinds.Broker, FaultEvery = TimeSpan.FromSeconds(4), CommandEvery = TimeSpan.FromHours(10) });

        world.Run().ShouldBeNull();

        var types = Types(world);
        types.ShouldNotContain("NodeSuspected");
        types.ShouldNotContain("NodeLost");
        types.Count(type => type == "SchedulerActivated").ShouldBe(1);
    }

    private World World => _scenario.World;

    private Broker Broker => World.Broker!;

    /// <summary>The node that serves, once all are on the bus and have followed the history.</summary>
    private NodeMachine Settled()
    {
        _scenario.Awaited(() => World.Nodes.All(IsOnBus) && World.Nodes.All(HasFollowed) && _scenario.Serving is not null);
        return _scenario.Serving!;
    }

    private void Give(ClusterCommand command)
    {
        var version = World.Followed.Version;
        _scenario.Give(command);
        _scenario.Awaited(() => World.Followed.Version > version);
    }

    private long Read() => World.Nodes.Sum(node => node.Worker!.Bus!.Part.Follower.Counts.Filled);

    private bool HasFollowed(NodeMachine node) => World.Followed.Missing(node.Name, node.Worker!.Bus!.Part.Follower.Cluster, World.Followed.Version) is null;

    private List<string> Types() => Types(World);

    private static bool IsOnBus(NodeMachine node) => node.Worker?.Status.Channel == SwitchingLink.Bus;

    private static List<string> Types(World world) => [.. world.Store.Read(ClusterLog.Stream, 0, ReadDirection.Forwards, int.MaxValue).Select(stored => stored.Type)];
}
