using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.Domain.History;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;
using static EventCluster.ControlPlane.Tests.FaultyStore;

namespace EventCluster.ControlPlane.Tests.Commands;

public sealed class CommandHandlerTests
{
    private readonly Core _core = new();

    [Fact]
    public async Task A_command_that_changes_nothing_appends_nothing()
    {
        await _core.BeginTermAsync();
        var before = _core.Store.Appends;
        var outcome = await _core.SendAsync(new EnableHighAvailability());
        outcome.Changed.ShouldBeFalse();
        outcome.Events.ShouldBeEmpty();
        _core.Store.Appends.ShouldBe(before);
    }

    [Fact]
    public async Task A_command_that_seems_to_change_nothing_is_decided_on_what_another_instance_has_changed()
    {
        await _core.BeginTermAsync();
        Core other = new(_core.Store, _core.Clock, "cp-2");
        (await other.SendAsync(new EnableHighAvailability())).Changed.ShouldBeFalse();
        await _core.SendAsync(new DisableHighAvailability());
        (await other.SendAsync(new EnableHighAvailability())).Changed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_version_that_another_instance_has_shown_is_read_before_it_is_refused()
    {
        await _core.BeginTermAsync();
        Core other = new(_core.Store, _core.Clock, "cp-2");
        await other.SendAsync(new EnableHighAvailability());
        var shown = (await _core.SendAsync(new DisableHighAvailability())).Version;
        (await other.SendAsync(new EnableHighAvailability(), options: new(IfMatch: shown))).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task A_lost_answer_is_no_lost_event_and_no_second_one()
    {
        await _core.BeginTermAsync();
        _core.Store.Next(Fault.AnswerLost, Fault.AnswerLost);
        var outcome = await _core.Clock.PassAsync(_core.SendAsync(new DisableHighAvailability()));
        outcome.Changed.ShouldBeTrue();
        (await TypesAsync(_core)).Count(t => t == "HighAvailabilityDisabled").ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_reported_and_a_repetition_has_one_effect()
    {
        await _core.BeginTermAsync();
        var id = Guid.CreateVersion7();
        _core.Store.Next(Fault.AnswerLost, Fault.BeforeAppend, Fault.BeforeAppend, Fault.BeforeAppend);
        await Should.ThrowAsync<StoreUnavailableException>(() => _core.Clock.PassAsync(_core.SendAsync(new DisableHighAvailability(), id)));

        // The event was stored, only nobody heard of it; the same command again finds it.
        var again = await _core.SendAsync(new DisableHighAvailability(), id);
        again.Changed.ShouldBeTrue();
        (await TypesAsync(_core)).Count(t => t == "HighAvailabilityDisabled").ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_gives_the_same_answer_and_with_other_content_is_refused()
    {
        await _core.BeginTermAsync();
        var id = Guid.CreateVersion7();
        var first = await _core.SendAsync(new DisableHighAvailability(), id, new CommandOptions("a"));
        await _core.SendAsync(new EnableHighAvailability());
        var again = await _core.SendAsync(new DisableHighAvailability(), id, new CommandOptions("a"));
        (again.Version, again.Changed, again.CorrelationId).ShouldBe((first.Version, true, first.CorrelationId));
        again.Events.ShouldBe(first.Events);
        _core.Log.State.HighAvailability.ShouldBeTrue();
        (await _core.SendAsync(new EnableHighAvailability(), id, new CommandOptions("b"))).Refusal!.Code.ShouldBe("idempotencyKeyReused");
    }

    [Fact]
    public async Task After_a_conflict_it_reads_on_and_decides_again()
    {
        await _core.BeginTermAsync();
        var rival = new Core(_core.Store, _core.Clock, "cp-2");
        await rival.Log.CatchUpAsync(TestContext.Current.CancellationToken);
        _core.Store.BeforeNextAppend = async () => await rival.SendAsync(new DisableHighAvailability());
        var outcome = await _core.SendAsync(new DisableHighAvailability());
        outcome.Changed.ShouldBeFalse();
        _core.Log.State.HighAvailability.ShouldBeFalse();
        (await TypesAsync(_core)).Count(t => t == "HighAvailabilityDisabled").ShouldBe(1);
    }

    [Fact]
    public async Task A_judgement_of_an_older_term_is_refused_and_leaves_no_trace()
    {
        await _core.BeginTermAsync();
        var rival = new Core(_core.Store, _core.Clock, "cp-2");
        await rival.Log.CatchUpAsync(TestContext.Current.CancellationToken);
        await rival.SendAsync(new ActivateScheduler(2, "cp-2", "http://127.0.0.1:3", "a test"));
        await _core.JoinAsync("node-a");
        var before = (await TypesAsync(_core)).Count;
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _core.JudgeAsync()).ShouldBeEmpty();
        (await TypesAsync(_core)).Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_dry_run_appends_nothing()
    {
        await _core.BeginTermAsync();
        var version = _core.Log.State.Version;
        (await _core.SendAsync(new DisableHighAvailability(), options: new(IfMatch: version - 1))).Refusal!.Code.ShouldBe("preconditionFailed");
        var dry = await _core.SendAsync(new DisableHighAvailability(), options: new(DryRun: true, IfMatch: version));
        dry.Changed.ShouldBeTrue();
        dry.Events.Single().Type.ShouldBe("HighAvailabilityDisabled");
        _core.Log.State.Version.ShouldBe(version);
    }

    [Fact]
    public async Task A_refusal_is_recorded_with_its_reason()
    {
        await _core.BeginTermAsync();
        var outcome = await _core.SendAsync(new DrainNode("nobody"));
        outcome.Refusal!.Code.ShouldBe("notFound");
        var recorded = _core.Log.ReadAsync(_core.Log.State.Version, ReadDirection.Forwards, TestContext.Current.CancellationToken).ToBlockingEnumerable().Single();
        recorded.Event.ShouldBeOfType<Domain.Events.CommandRefused>().Why.ShouldBe(outcome.Refusal.Why);
    }

    [Fact]
    public async Task Every_event_is_linked_to_the_one_before_it()
    {
        await _core.BeginTermAsync();
        await _core.SendAsync(new DisableHighAvailability());
        await _core.SendAsync(new EnableHighAvailability());
        var previous = "";
        await foreach (var e in _core.Store.ReadStreamAsync(ClusterLog.Stream, cancellation: TestContext.Current.CancellationToken))
        {
            var (hash, why) = HashChain.Check(previous, e.Version, e.Id, e.Type, e.Data.Span, e.Metadata.Span);
            why.ShouldBeNull();
            previous = hash!;
        }

        previous.ShouldBe(_core.Log.HeadHash);
    }

    [Fact]
    public async Task An_event_of_a_newer_version_stops_the_fold_before_it_and_says_so()
    {
        var store = new InMemoryStreamStore();
        await store.AppendAsync(ClusterLog.Stream, ExpectedVersion.NoStream, [new(Guid.CreateVersion7(), "FromTheFuture", "{}"u8.ToArray(), "{}"u8.ToArray())], TestContext.Current.CancellationToken);
        var core = new Core(store);
        await Should.ThrowAsync<UnknownEventException>(() => core.SendAsync(new CreateCluster("c", "balanced")));
        core.Log.CaughtUp.ShouldBeFalse();
        core.Log.Fault!.ShouldContain("FromTheFuture");
    }

    private static async Task<List<string>> TypesAsync(Core core)
    {
        List<string> types = [];
        await foreach (var e in core.Store.ReadStreamAsync(ClusterLog.Stream, cancellation: TestContext.Current.CancellationToken))
        {
            types.Add(e.Type);
        }

        return types;
    }
}
