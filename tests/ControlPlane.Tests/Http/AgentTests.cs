using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>Joining, heartbeats and signals.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_a_worker_When_it_joins_and_beats_Then_it_is_healthy_and_gets_the_role()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        await Instance.OkAsync(await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 1)));
        await Instance.Until(() => _instance.Log.State.Holder?.Node == "node-a");

        var answer = await Instance.OkAsync(await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 2)));
        var desired = JsonSerializer.Deserialize(answer, WireJson.Default.HeartbeatReply)!;
        desired.Sequence.ShouldBe(2);
        desired.Desired.Role.ShouldBe(NodeRole.Active);
        desired.Desired.Epoch.ShouldBe(1);
        reply.Cluster.ShouldBe("test");

        var status = await _instance.StatusAsync();
        status.Active!.Node.ShouldBe("node-a");
        var node = status.Nodes.ShouldHaveSingleItem();
        node.State.ShouldBe(Contracts.Cluster.NodeLifecycle.Healthy);
        node.LastHeartbeat.ShouldNotBeNull();
        node.Channel.ShouldBe("http");
    }

    [Fact]
    public async Task Given_a_node_that_beats_When_it_is_asked_for_Then_its_recent_heartbeats_are_shown_newest_first()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        await Instance.OkAsync(await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 1)));
        await Instance.OkAsync(await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 2)));
        await Instance.Until(() => _instance.Store.HeadAsync("heartbeats").Result.Version >= 1);

        var answer = await Instance.OkAsync(await _instance.GetAsync("/v1/nodes/node-a"));
        var node = JsonSerializer.Deserialize(answer, WireJson.Default.NodeStatus)!;
        node.RecentHeartbeats.ShouldNotBeNull().Select(h => h.Sequence).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Given_a_name_that_another_worker_has_When_a_second_joins_Then_it_is_refused()
    {
        await _instance.JoinAsync("node-a");
        var response = await _instance.PostAsync("/v1/nodes", Json(Instance.JoinRequest("node-a")), Instance.Join);

        var problem = await Instance.ProblemAsync(response, HttpStatusCode.Conflict, ProblemCodes.NodeSuperseded);
        problem.Detail.ShouldContain("node-a");
    }

    [Fact]
    public async Task Given_an_older_process_of_a_worker_When_it_beats_with_its_old_token_Then_it_is_refused()
    {
        var (first, old) = await _instance.JoinAsync("node-a");
        await _instance.JoinAsync("node-a", request => request with { Id = first.Id });

        var response = await _instance.BeatAsync("node-a", old.Token, Core.Heartbeat(first.Boot, 1));

        await Instance.ProblemAsync(response, HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
    }

    [Fact]
    public async Task Given_another_boot_than_the_one_that_joined_When_it_beats_Then_it_is_superseded()
    {
        var (_, reply) = await _instance.JoinAsync("node-a");

        var response = await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(Guid.CreateVersion7(), 1));

        await Instance.ProblemAsync(response, HttpStatusCode.Conflict, ProblemCodes.NodeSuperseded);
    }

    [Fact]
    public async Task Given_a_removed_node_When_it_beats_Then_it_is_told_so()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        await Instance.OkAsync(await _instance.SendAsync(HttpMethod.Delete, "/v1/nodes/node-a?force=true"));

        var response = await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 1));

        var problem = await Instance.ProblemAsync(response, HttpStatusCode.Gone, ProblemCodes.NodeRemoved);
        problem.Detail.ShouldContain("join token");
    }

    [Fact]
    public async Task Given_a_node_When_it_uses_anothers_address_Then_it_is_refused()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        await _instance.JoinAsync("node-b");

        var response = await _instance.BeatAsync("node-b", reply.Token, Core.Heartbeat(request.Boot, 1));

        await Instance.ProblemAsync(response, HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory]
    [InlineData("""{"boot":"x"}""", "boot")]
    [InlineData("""{"sequence":"one"}""", "sequence")]
    [InlineData("""{"service":"flying"}""", "service")]
    [InlineData("""{}""", "checks")]
    public async Task Given_a_heartbeat_with_a_wrong_or_missing_field_When_it_comes_Then_the_answer_names_it(string body, string field)
    {
        var (_, reply) = await _instance.JoinAsync("node-a");
        var response = await _instance.PostAsync("/v1/nodes/node-a/heartbeats", body, reply.Token);

        (await Instance.ProblemAsync(response, HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed)).Errors!.Keys.ShouldContain(field);
    }

    [Fact]
    public async Task Given_a_newer_worker_When_it_says_more_than_we_know_Then_it_is_answered()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        var body = JsonSerializer.Serialize(Core.Heartbeat(request.Boot, 1), WireJson.Default.HeartbeatRequest).Replace("\"sequence\"", "\"mood\":\"fine\",\"sequence\"", StringComparison.Ordinal);

        await Instance.OkAsync(await _instance.PostAsync("/v1/nodes/node-a/heartbeats", body, reply.Token));
    }

    [Fact]
    public async Task Given_a_join_with_a_bad_name_or_role_When_it_comes_Then_it_is_refused()
    {
        await Instance.ProblemAsync(
            await _instance.PostAsync("/v1/nodes", Json(Instance.JoinRequest("Node A")), Instance.Join), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);
        var response = await _instance.PostAsync("/v1/nodes", Json(Instance.JoinRequest("node-a") with { Roles = ["cook"] }), Instance.Join);
        (await Instance.ProblemAsync(response, HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed)).Errors!.Keys.ShouldContain("roles");
    }

    [Fact]
    public async Task Given_a_worker_with_another_key_When_it_joins_Then_the_answer_and_the_status_say_so()
    {
        var response = await _instance.PostAsync("/v1/nodes", Json(Instance.JoinRequest("node-a") with { KeyFingerprint = "abc" }), Instance.Join);

        await Instance.ProblemAsync(response, HttpStatusCode.Forbidden, ProblemCodes.KeyMismatch);
        (await _instance.StatusAsync()).Health.Findings.ShouldContain(f => f.Code == "keyMismatch" && f.Node == "node-a");
    }

    [Fact]
    public async Task Given_a_listening_worker_When_its_desired_state_changes_Then_it_is_signalled()
    {
        var (request, reply) = await _instance.JoinAsync("node-a");
        using var response = await _instance.GetAsync("/v1/nodes/node-a/signals", reply.Token);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(Instance.Cancellation));
        (await lines.ReadLineAsync(Instance.Cancellation)).ShouldBe(": listening");

        await _instance.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 1));

        (await NextLineAsync(lines, "event: ")).ShouldBe("event: signal");
        (await NextLineAsync(lines, "data: ")).ShouldContain("clusterVersion");
    }

    private static string Json(JoinRequest request) => JsonSerializer.Serialize(request, WireJson.Default.JoinRequest);

    private static async Task<string> NextLineAsync(StreamReader lines, string start)
    {
        while (true)
        {
            var line = await lines.ReadLineAsync(Instance.Cancellation);
            if (line!.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
