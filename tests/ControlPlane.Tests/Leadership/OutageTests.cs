using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Tests.Leadership;

/// <summary>The store goes away from some or all while <c>storeOutage</c> is <c>hold</c>.</summary>
public sealed class OutageTests : LeadershipTest
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Given_the_store_is_away_from_all_When_it_lasts_Then_the_holder_answers_but_does_not_act_And_acts_again_in_its_term_when_it_is_back()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = b.Core.Store.Down = true;
        await UntilAsync(() => !a.Core.Term.IsActive);
        for (var t = TimeSpan.Zero; t < Lease * 4; t += Step)
        {
            await StepAsync(Step);
            a.Core.Term.MayAnswer.ShouldBeTrue($"after {t}");
            (a.Core.Term.IsActive || b.Core.Term.MayAnswer).ShouldBeFalse();
        }

        a.Core.Store.Down = b.Core.Store.Down = false;
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Log.State.Scheduler!.Term.ShouldBe(1);
        b.Core.Term.MayAnswer.ShouldBeFalse();
        a.Said.Lines.Count(line => line.Contains("1 other instances promise not to begin a term", StringComparison.Ordinal)).ShouldBe(1);
        await UntilAsync(() => a.Said.Lines.Last().Contains("The store answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_the_holder_goes_on_When_one_answer_is_missing_Then_it_ends_within_the_last_promise()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = b.Core.Store.Down = true;
        await UntilAsync(() => a.Core.Term.IsThroughOutage);
        Unreachable.Add("cp-2");
        var since = Clock.GetElapsedTime(0);
        await UntilAsync(() => !a.Core.Term.MayAnswer);
        (Clock.GetElapsedTime(0) - since).ShouldBeLessThan(Lease + Step);
        Unreachable.Clear();
        for (var i = 0; i < 20; i++)
        {
            await StepAsync(Step);
            a.Core.Term.MayAnswer.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Given_only_the_holder_is_cut_from_the_store_When_its_term_is_over_Then_another_takes_over_And_never_both()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = true;
        await UntilAsync(() =>
        {
            (a.Core.Term.MayAnswer && b.Core.Term.MayAnswer).ShouldBeFalse();
            return b.Core.Term.IsActive;
        });
        b.Core.Log.State.Scheduler!.Term.ShouldBe(2);
    }

    [Fact]
    public async Task Given_the_store_comes_back_to_another_only_When_it_has_promised_Then_it_waits_and_never_acts_beside_the_holder()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = b.Core.Store.Down = true;
        await UntilAsync(() => a.Core.Term.IsThroughOutage);
        b.Core.Store.Down = false;
        await UntilAsync(() =>
        {
            (a.Core.Term.MayAnswer && b.Core.Term.MayAnswer).ShouldBeFalse();
            return b.Core.Term.IsActive;
        });
    }

    [Fact]
    public async Task Given_an_instance_that_the_holder_does_not_know_When_only_that_one_has_the_store_Then_it_begins_no_term_until_a_person_confirms()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = b.Core.Store.Down = true;
        await UntilAsync(() => a.Core.Term.IsThroughOutage);
        var c = await StartAsync("cp-3");
        for (var t = TimeSpan.Zero; t < Lease * 3; t += Step)
        {
            await StepAsync(Step);
            a.Core.Term.MayAnswer.ShouldBeTrue();
            c.Core.Term.MayAnswer.ShouldBeFalse();
        }

        c.Seeker.Barred.ShouldNotBeNull().ShouldContain("cp-2");
        Unreachable.Add("cp-2");
        await UntilAsync(() => !a.Core.Term.MayAnswer);
        await StepAsync(Lease);
        await StepAsync(Lease);
        c.Core.Term.MayAnswer.ShouldBeFalse();
        c.Seeker.Confirm("token:admin confirmed that every other instance is down: fire");
        await UntilAsync(() => c.Core.Term.IsActive);
        c.Core.Log.State.Scheduler!.Because.ShouldContain("fire");
        c.Seeker.Barred.ShouldBeNull();
    }

    [Fact]
    public async Task Given_one_that_has_promised_When_it_is_started_anew_with_the_store_Then_it_does_not_act_beside_the_holder()
    {
        var (a, b) = await TwoAsync();
        a.Core.Store.Down = b.Core.Store.Down = true;
        await UntilAsync(() => a.Core.Term.IsThroughOutage);
        b.Home.Dispose();
        var again = await StartAsync("cp-2");
        await UntilAsync(() =>
        {
            (a.Core.Term.MayAnswer && again.Core.Term.MayAnswer).ShouldBeFalse();
            return again.Core.Term.IsActive;
        });
    }

    [Fact]
    public async Task Given_a_store_that_hangs_while_old_terms_are_deleted_When_the_lease_goes_on_Then_the_term_is_renewed()
    {
        var (a, _) = await TwoAsync();
        a.Core.Store.RetentionHangs = true;
        for (var renewal = 0; renewal < 120; renewal++)
        {
            await StepAsync(TimeSpan.FromSeconds(1));
            a.Core.Term.IsActive.ShouldBeTrue($"after {renewal} renewals");
        }
    }

    [Fact]
    public async Task Given_a_hold_When_a_renewal_names_the_others_Then_it_says_whom_it_asks_And_the_one_that_stands_by_says_nothing()
    {
        var (a, b) = await TwoAsync();
        a.Outage.Asked.ShouldBe(["cp-2"]);
        b.Outage.Asked.ShouldBeNull();
        await a.Core.SendAsync(new ChangeConfiguration(null, new Dictionary<string, string> { ["storeOutage"] = "stop" }, []));
        await UntilAsync(() => a.Outage.Asked is null);
    }

    private async Task<(Instance Holder, Instance Other)> TwoAsync()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var b = await StartAsync("cp-2");
        await HoldAsync(a, "cp-1", "cp-2");
        return (a, b);
    }
}
