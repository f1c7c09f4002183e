using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Tests.Log;

public sealed class EventScopesTests
{
    private const int Events = 60;

    private static readonly string?[] Everyone = [null, "node-a", "node-b", "node-c"];

    [Fact]
    public void Given_events_of_nodes_and_of_the_cluster_When_asked_whom_they_concern_Then_a_nodes_own_are_its_own()
    {
        EventScopes.Of(new NodeLost("node-a", "silent")).ShouldBe("node-a");
        EventScopes.Of(new ConfigurationChanged(1, "node-a", [])).ShouldBe("node-a");
        EventScopes.Of(new ConfigurationChanged(1, null, [])).ShouldBeNull();
        EventScopes.Of(new NodeActivated("node-a", 1, ActivationCause.Initial, "first")).ShouldBeNull();
        EventScopes.Of(new HighAvailabilityDisabled()).ShouldBeNull();
        EventScopes.Of(new CommandRefused("JoinNode", "node-a", "keyMismatch", "another key")).ShouldBe("node-a");
        EventScopes.Of(new CommandRefused("RemoveNode", "what somebody typed", "notFound", "no such node")).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_any_history_When_a_node_follows_two_scopes_by_previous_Then_it_finds_every_hole_and_asks_for_nothing_else(bool lossy)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            var history = Enumerable.Range(0, Events).Select(_ => Everyone[random.Next(Everyone.Length)]).ToArray();
            Follower follower = new(Known(history), "node-a");
            for (var version = 0; version < Events; version++)
            {
                if (history[version] is null or "node-a" && !(lossy && random.Next(3) == 0))
                {
                    follower.Hear(version, history[version]);
                    Enumerable.Range(0, version + 1).Where(v => history[v] is null or "node-a" && follower.HasHeardPast(v, history[v]) && !follower.Known.Contains(v))
                        .ShouldBeEmpty($"seed {seed}, version {version}");
                }
            }

            follower.Known.ShouldAllBe(v => history[v] == null || history[v] == "node-a");
            (follower.Asked > 0).ShouldBe(lossy, $"seed {seed}");
        }
    }

    [Fact]
    public void Given_a_node_that_has_missed_something_When_it_asks_page_by_page_Then_it_gets_all_of_its_own_in_order()
    {
        Random random = new(7);
        var history = Enumerable.Range(0, Events).Select(_ => Everyone[random.Next(Everyone.Length)]).ToArray();
        var scopes = Known(history);
        for (var limit = 1; limit < 20; limit++)
        {
            List<int> found = [];
            var (after, more) = (-1, true);
            while (more)
            {
                (var versions, after, more) = scopes.Following("node-a", after, limit);
                versions.Count.ShouldBeLessThanOrEqualTo(limit);
                found.AddRange(versions);
            }

            after.ShouldBe(Events - 1);
            found.ShouldBe(Enumerable.Range(0, Events).Where(v => history[v] is null or "node-a"));
        }
    }

    [Fact]
    public void Given_nothing_that_concerns_a_node_When_it_asks_Then_it_hears_through_where_that_is_so()
    {
        var scopes = Known([null, "node-b", "node-b"]);

        var (versions, through, more) = scopes.Following("node-a", 0, 10);

        (versions.Count, through, more).ShouldBe((0, 2, false));
        scopes.Following("node-a", 9, 10).Through.ShouldBe(9);
        new EventScopes().Following("node-a", -1, 10).Through.ShouldBe(-1);
    }

    private static EventScopes Known(IReadOnlyList<string?> history)
    {
        EventScopes scopes = new();
        for (var version = 0; version < history.Count; version++)
        {
            scopes.Add(version, history[version]);
        }

        return scopes;
    }

    /// <summary>A node as it follows two scopes, and asks for what is missing in the one where it finds a hole.</summary>
    private sealed class Follower(EventScopes scopes, string node)
    {
        private int _clusterHeard = -1;
        private int _ownHeard = -1;

        internal SortedSet<int> Known { get; } = [];

        internal int Asked { get; private set; }

        internal void Hear(int version, string? scope)
        {
            var heard = scope is null ? _clusterHeard : _ownHeard;
            if (scopes.Previous(scope, version) > heard)
            {
                Asked++;
                foreach (var missed in scopes.Following(node, Math.Min(_clusterHeard, _ownHeard), int.MaxValue).Versions.Where(v => v < version))
                {
                    Known.Add(missed);
                }
            }

            Known.Add(version);
            if (scope is null)
            {
                _clusterHeard = version;
            }
            else
            {
                _ownHeard = version;
            }
        }

        internal bool HasHeardPast(int version, string? scope) => version <= (scope is null ? _clusterHeard : _ownHeard);
    }
}
