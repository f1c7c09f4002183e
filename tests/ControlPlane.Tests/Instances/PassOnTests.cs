using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Instances;
using EventCluster.Hosting;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Instances;

/// <summary>Two whole instances over HTTP: one holds the term, the other is asked.</summary>
public sealed class PassOnTests : IAsyncLifetime
{
    private static readonly EncryptionKey Key = EncryptionKey.From("the key of these tests", null)!;
    private readonly InMemoryStreamStore _store = new();
    private readonly FaultyStore _holderStore;
    private readonly FaultyStore _otherStore;
    private Instance _holder = null!;
    private Instance _other = null!;

    public PassOnTests() => (_holderStore, _otherStore) = (new(_store), new(_store));

    public async ValueTask InitializeAsync()
    {
        _holder = await Instance.StartAsync(_holderStore, key: Key);
        _other = await Instance.StartAsync(_otherStore, key: Key, name: "cp-2", acts: false);
        await Instance.Until(() => _holder.Log.State.Instances.Count == 2 && _other.Log.State.Instances.Count == 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _holder.DisposeAsync();
        await _holderStore.DisposeAsync();
        await _otherStore.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Given_the_instance_without_the_term_When_a_worker_joins_and_beats_there_Then_the_holder_answers()
    {
        var (request, reply) = await _other.JoinAsync("node-a", join => join with { KeyFingerprint = Key.Fingerprint() });
        var response = await _other.BeatAsync("node-a", reply.Token, Beat(request.Boot));

        var answer = JsonSerializer.Deserialize(await Instance.OkAsync(response), WireJson.Default.HeartbeatReply)!;
        answer.Term.ShouldBe(1);
        response.Headers.Contains("Transfer-Encoding").ShouldBeFalse();
        Counts(_other).Answered.ShouldBe(2);
        Counts(_holder).Answered.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_bad_token_When_it_comes_to_either_Then_the_answer_is_the_same()
    {
        foreach (var instance in new[] { _holder, _other })
        {
            await Instance.ProblemAsync(await instance.BeatAsync("node-a", "a token of nobody", Beat(Guid.CreateVersion7())), HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
            await Instance.ProblemAsync(await instance.GetAsync("/v1/cluster", Instance.Join), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
            await Instance.ProblemAsync(await instance.PostAsync("/v1/nodes", new string('x', 300_000), Instance.Join), HttpStatusCode.RequestEntityTooLarge, ProblemCodes.BodyTooLarge);
        }
    }

    [Fact]
    public async Task Given_a_worker_that_only_the_holder_hears_When_the_cluster_is_shown_Then_both_show_the_same_and_no_version_goes_back()
    {
        var (request, reply) = await _holder.JoinAsync("node-a", join => join with { KeyFingerprint = Key.Fingerprint() });
        await Instance.OkAsync(await _holder.BeatAsync("node-a", reply.Token, Beat(request.Boot)));
        await Instance.UntilAsync(async () => (await _holder.StatusAsync()).Active is { LeaseState: "held" });
        for (var i = 0; i < 20; i++)
        {
            var written = await _other.CommandAsync($"/v1/cluster/load-balancing/{(i % 2 == 0 ? "disable" : "enable")}");
            (await _other.StatusAsync()).Version.ShouldBeGreaterThanOrEqualTo(written.Version);
        }

        await Instance.UntilAsync(async () =>
        {
            var (one, two) = (await _holder.StatusAsync(), await _other.StatusAsync());
            return one.Version == two.Version && Comparable(one) == Comparable(two);
        });
        (await _other.StatusAsync()).Nodes.Single().LastHeartbeat.ShouldNotBeNull();
        (await Instance.OkAsync(await _other.GetAsync("/v1/nodes/node-a"))).ShouldContain("recentHeartbeats");
        var past = await _other.StatusAsync("?version=1");
        past.Version.ShouldBe(1);
        Comparable(past).ShouldBe(Comparable(await _holder.StatusAsync("?version=1")));
    }

    [Fact]
    public async Task Given_the_holder_is_gone_without_a_word_When_the_other_is_asked_Then_it_says_so_and_shows_what_the_history_has()
    {
        var (request, reply) = await _holder.JoinAsync("node-a", join => join with { KeyFingerprint = Key.Fingerprint() });
        await Instance.OkAsync(await _holder.BeatAsync("node-a", reply.Token, Beat(request.Boot)));
        // It can neither renew nor give back its term, and it does not listen any more.
        _otherStore.Down = _holderStore.Down = true;
        await _holder.DisposeAsync();

        var heartbeat = await _other.BeatAsync("node-a", reply.Token, Beat(request.Boot));
        var problem = await Instance.ProblemAsync(heartbeat, HttpStatusCode.ServiceUnavailable, ProblemCodes.NotLeader);
        problem.Detail.ShouldContain("cp-1");
        heartbeat.Headers.RetryAfter.ShouldNotBeNull();
        var status = await _other.StatusAsync();
        status.Health.Findings.ShouldContain(f => f.Code == "noScheduler");
        status.Nodes.Single().LastHeartbeat.ShouldBeNull();
        Counts(_other).Unanswered.ShouldBeGreaterThan(0);
        _otherStore.Down = false;
    }

    [Fact]
    public async Task Given_a_request_that_was_passed_on_already_When_it_comes_to_one_without_the_term_Then_it_goes_no_further()
    {
        var response = await _other.SendAsync(HttpMethod.Get, "/v1/cluster", headers: ("EventCluster-Passed-On", "cp-9 3"));
        await Instance.ProblemAsync(response, HttpStatusCode.ServiceUnavailable, ProblemCodes.NotLeader);
        Counts(_other).Answered.ShouldBe(0);
    }

    [Fact]
    public async Task Given_two_instances_When_the_scheduler_is_shown_Then_each_lists_both_and_a_stopped_one_as_gone()
    {
        foreach (var instance in new[] { _holder, _other })
        {
            var shown = await SchedulerAsync(instance);
            shown.Instances.Select(i => $"{i.Name} {i.State}").ShouldBe(["cp-1 active", "cp-2 standby"]);
            shown.Because.ShouldBe("there was no term before");
        }

        await Instance.ProblemAsync(await _holder.SendAsync(HttpMethod.Delete, "/v1/scheduler/instances/cp-2"), HttpStatusCode.Conflict, ProblemCodes.Conflict);
        await _other.Services.GetRequiredService<Registration>().StopAsync(Instance.Cancellation);
        await _other.DisposeAsync();
        await Instance.UntilAsync(async () => (await SchedulerAsync(_holder)).Instances.Last().State == "gone");
        _holder.Log.State.Instances["cp-2"].Left.ShouldBeTrue();
        await Instance.OkAsync(await _holder.SendAsync(HttpMethod.Delete, "/v1/scheduler/instances/cp-2"));
        (await SchedulerAsync(_holder)).Instances.Select(i => i.Name).ShouldBe(["cp-1"]);
    }

    [Fact]
    public async Task Given_a_command_that_one_instance_has_recorded_When_it_is_sent_again_to_the_other_Then_it_has_one_effect_and_the_same_answer()
    {
        const string Change = """{"set":{"product.colour":"blue"},"reason":"test"}""";
        var key = ("Idempotency-Key", "7f3a");
        var first = await Instance.OkAsync(await _other.SendAsync(HttpMethod.Patch, "/v1/config", body: Change, headers: key));
        var again = await Instance.OkAsync(await _holder.SendAsync(HttpMethod.Patch, "/v1/config", body: Change, headers: key));

        again.ShouldBe(first);
        _holder.Log.State.Configuration.Generation.ShouldBe(1);
        foreach (var instance in new[] { _holder, _other })
        {
            var report = JsonSerializer.Deserialize(await Instance.OkAsync(await instance.PostAsync("/v1/projections/rebuild")), WireJson.Default.RebuildReport)!;
            report.Equal.ShouldBeTrue(report.FirstDifference);
        }
    }

    [Fact]
    public async Task Given_nothing_to_confirm_When_somebody_lets_an_instance_take_over_Then_it_is_refused()
    {
        const string Words = """{"reason":"fire","confirmOthersDown":true}""";
        await Instance.ProblemAsync(await _other.PostAsync("/v1/scheduler/takeover", Words), HttpStatusCode.Conflict, ProblemCodes.Conflict);
        await Instance.ProblemAsync(await _other.PostAsync("/v1/scheduler/takeover", Words, Instance.Operator), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        await Instance.ProblemAsync(await _other.PostAsync("/v1/scheduler/takeover", "{}"), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);
    }

    private static HeartbeatRequest Beat(Guid boot) => Core.Heartbeat(boot, DateTime.UtcNow.Ticks);

    private static PassOnCounts Counts(Instance instance) => instance.Services.GetRequiredService<PassOnCounts>();

    private static async Task<SchedulerStatus> SchedulerAsync(Instance instance) =>
        JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync("/v1/scheduler")), WireJson.Default.SchedulerStatus)!;

    private static string Comparable(ClusterStatus status) => JsonSerializer.Serialize(
        status with { At = default, Nodes = [.. status.Nodes.Select(n => n with { LastHeartbeat = null })] }, WireJson.Default.ClusterStatus);
}
