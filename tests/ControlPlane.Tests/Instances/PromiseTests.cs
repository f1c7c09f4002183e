using System.Net;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Instances;

/// <summary>Promises between two whole instances, over HTTP.</summary>
public sealed class PromiseTests : IAsyncLifetime
{
    private static readonly EncryptionKey Key = EncryptionKey.From("the key of these tests", null)!;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);
    private readonly InMemoryStreamStore _store = new();
    private readonly FaultyStore _holderStore;
    private readonly FaultyStore _otherStore;
    private Instance _holder = null!;
    private Instance _other = null!;

    public PromiseTests() => (_holderStore, _otherStore) = (new(_store), new(_store));

    public async ValueTask InitializeAsync()
    {
        _holder = await Instance.StartAsync(_holderStore, key: Key);
        _other = await Instance.StartAsync(_otherStore, key: Key, name: "cp-2", acts: false);
        await Instance.Until(() => _holder.Log.State.Instances.Count == 2 && _other.Log.State.Instances.Count == 2);
    }

    public async ValueTask DisposeAsync()
    {
        _holderStore.Down = _otherStore.Down = false;
        await _other.DisposeAsync();
        await _holder.DisposeAsync();
        await _holderStore.DisposeAsync();
        await _otherStore.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Given_the_store_answers_the_other_When_it_is_asked_Then_it_refuses_And_promises_once_the_store_is_away()
    {
        (await AskAsync(1)).Why.ShouldContain("the store answers it");

        _otherStore.Down = true;
        await Instance.UntilAsync(async () => (await AskAsync(1)).IsPromised);
        _other.Services.GetRequiredService<TermHolder>().PromiseLeft().ShouldBeGreaterThan(TimeSpan.Zero);
        (await AskAsync(0)).Why.ShouldContain("term 1 has begun");
    }

    [Fact]
    public async Task Given_a_question_When_it_is_sent_again_or_forged_or_for_another_Then_it_is_refused()
    {
        _otherStore.Down = true;
        var seal = _holder.Services.GetRequiredService<PromiseSeal>();
        PromiseQuestion question = new("cp-1", "cp-2", "test", 1, Length, Guid.CreateVersion7(), 1, DateTime.UtcNow);
        (await SendAsync(seal.Seal(question))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await RefusedAsync(seal.Seal(question), ProblemCodes.Conflict);
        await RefusedAsync(seal.Seal(question with { Sequence = 2, To = "cp-3" }), ProblemCodes.Conflict);
        await RefusedAsync(seal.Seal(question with { Sequence = 3, Cluster = "another" }), ProblemCodes.Conflict);
        await RefusedAsync(seal.Seal(question with { Sequence = 4, At = DateTime.UtcNow.AddHours(-1) }), ProblemCodes.Conflict);
        PromiseSeal foreign = new(new ControlPlaneSettings
        {
            Instance = "cp-1", Urls = ["http://127.0.0.1:1"], DataDirectory = "", Store = new(""), Key = EncryptionKey.From("another key than theirs", null),
        });
        await RefusedAsync(foreign.Seal(question with { Sequence = 5 }), ProblemCodes.Forbidden);
        await RefusedAsync([], ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task Given_storeOutage_hold_When_the_store_is_away_from_both_Then_heartbeats_are_answered_and_nothing_else_is_done()
    {
        await Instance.OkAsync(await _other.SendAsync(HttpMethod.Patch, "/v1/config", body: """{"set":{"storeOutage":"hold","schedulerLease":"00:00:06"},"reason":"test"}"""));
        var (request, reply) = await _holder.JoinAsync("node-a", join => join with { KeyFingerprint = Key.Fingerprint() });
        await Instance.OkAsync(await _holder.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 1)));
        await Instance.UntilAsync(async () => (await _store.HeadAsync(TermEvent.Stream)).Version > 0 && _holder.Log.State.Configuration.HoldsThroughOutages);
        var renewed = (await _store.HeadAsync(TermEvent.Stream)).Version;
        await Instance.UntilAsync(async () => (await _store.HeadAsync(TermEvent.Stream)).Version > renewed + 1);

        _holderStore.Down = _otherStore.Down = true;
        var term = _holder.Services.GetRequiredService<TermHolder>();
        await Instance.Until(() => term.IsThroughOutage);
        await Instance.OkAsync(await _other.BeatAsync("node-a", reply.Token, Core.Heartbeat(request.Boot, 2)));
        (await _other.StatusAsync()).Health.Findings.ShouldContain(f => f.Code == "storeOutageHeld");
        term.Held.ShouldBeNull();

        _holderStore.Down = _otherStore.Down = false;
        await Instance.Until(() => term.IsActive);
        _holder.Log.State.Scheduler!.Term.ShouldBe(1);
    }

    private Task<PromiseAnswer> AskAsync(long term) => _holder.Services.GetRequiredService<PromiseRound>().AskAsync(
        "cp-2", _holder.Log.State.Instances["cp-2"], term, Length, TimeSpan.FromSeconds(10), Instance.Cancellation);

    private async Task<HttpResponseMessage> SendAsync(byte[] message) =>
        await _other.Client.PostAsync("/v1/scheduler/promises", new ByteArrayContent(message), Instance.Cancellation);

    private async Task RefusedAsync(byte[] message, string code)
    {
        using var response = await SendAsync(message);
        await Instance.ProblemAsync(response, code == ProblemCodes.Forbidden ? HttpStatusCode.Forbidden : HttpStatusCode.Conflict, code);
    }
}
