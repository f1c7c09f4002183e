using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary><c>GET /v1/nodes/{name}/events</c>: what a node has missed on the bus.</summary>
public sealed class NodeEventsTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_two_nodes_When_one_reads_its_events_Then_the_others_own_are_not_among_them()
    {
        var (_, a) = await _instance.JoinAsync("node-a");
        await _instance.JoinAsync("node-b");
        await _instance.CommandAsync("/v1/cluster/ha/disable");

        var page = await ReadAsync(a.Token, "?limit=1000");

        page.More.ShouldBeFalse();
        page.Through.ShouldBeGreaterThanOrEqualTo(page.Items[^1].Version);
        page.Items.Select(e => e.Type).ShouldContain("ClusterCreated");
        page.Items.Select(e => e.Type).ShouldContain("HighAvailabilityDisabled");
        page.Items.Single(e => e.Type == "NodeJoined").Scope.ShouldBe("node-a");
        page.Items.ShouldAllBe(e => e.Scope == null || e.Scope == "node-a");
        page.Items.GroupBy(e => e.Scope).ShouldAllBe(scope => Linked(scope.ToList()));
    }

    [Fact]
    public async Task Given_a_small_limit_When_a_node_reads_on_after_each_page_Then_it_has_read_the_same()
    {
        var (_, a) = await _instance.JoinAsync("node-a");
        for (var i = 0; i < 70; i++)
        {
            await _instance.JoinAsync("other-" + i);
        }

        await _instance.CommandAsync("/v1/cluster/ha/disable");
        var whole = await ReadAsync(a.Token, "?limit=1000");
        List<Guid> found = [];
        var (after, more) = (-1, true);
        while (more && after < whole.Through)
        {
            var page = await ReadAsync(a.Token, $"?after={after}&limit=2");
            found.AddRange(page.Items.Select(e => e.Id));
            (after, more) = (page.Through, page.More);
        }

        found.Take(whole.Items.Count).ShouldBe(whole.Items.Select(e => e.Id));
    }

    [Fact]
    public async Task Given_tokens_that_are_not_the_nodes_When_its_events_are_read_Then_they_are_refused()
    {
        await _instance.JoinAsync("node-a");
        var (_, b) = await _instance.JoinAsync("node-b");

        await Instance.ProblemAsync(await _instance.GetAsync("/v1/nodes/node-a/events", b.Token), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        await Instance.ProblemAsync(await _instance.GetAsync("/v1/nodes/node-a/events", Instance.Admin), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        await Instance.ProblemAsync(await _instance.GetAsync("/v1/nodes/node-a/events", null), HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
    }

    [Theory]
    [InlineData("?after=-2", "after")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?before=1", "before")]
    public async Task Given_a_value_out_of_its_bounds_When_events_are_read_Then_it_is_named(string query, string name)
    {
        var (_, a) = await _instance.JoinAsync("node-a");

        var response = await _instance.GetAsync("/v1/nodes/node-a/events" + query, a.Token);

        (await Instance.ProblemAsync(response, HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed)).Errors!.Keys.ShouldContain(name);
    }

    private static bool Linked(IReadOnlyList<BusEvent> scope) =>
        scope[0].Previous == -1 && scope.Zip(scope.Skip(1)).All(pair => pair.Second.Previous == pair.First.Version);

    private async Task<NodeEventPage> ReadAsync(string token, string query) =>
        JsonSerializer.Deserialize(await Instance.OkAsync(await _instance.GetAsync("/v1/nodes/node-a/events" + query, token)), WireJson.Default.NodeEventPage)!;
}
