using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Leases;

public sealed class NodeLeaseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    [Fact]
    public void Given_nothing_When_time_passes_Then_no_role_is_held_and_none_expires() =>
        (NodeLease.Nothing.Holds(At(0)), NodeLease.Nothing.HasExpired(At(99))).ShouldBe((false, false));

    [Fact]
    public void Given_nothing_When_the_role_is_given_Then_it_holds_until_the_lease_after_the_sending()
    {
        var (held, change) = Answer(NodeLease.Nothing, 1, sentAt: 10, newestSent: 3, epoch: 4, now: 12);
        change.ShouldBe(LeaseChange.Granted);
        held.ShouldBe(new NodeLease(4, Lease, At(15), 0, 1, 3, 0));
        (held.Holds(At(14.999)), held.Holds(At(15)), held.HasExpired(At(14.999)), held.HasExpired(At(15))).ShouldBe((true, false, false, true));
    }

    [Theory]
    [InlineData(14.999, LeaseChange.Granted)]
    [InlineData(15, LeaseChange.None)]
    public void Given_nothing_When_the_answer_arrives_after_its_lease_Then_it_gives_nothing(double now, LeaseChange expected) =>
        Answer(NodeLease.Nothing, 1, sentAt: 10, newestSent: 1, epoch: 4, now: now).Change.ShouldBe(expected);

    [Fact]
    public void Given_a_role_without_end_When_time_passes_Then_it_never_expires_and_a_lease_may_end_it_later()
    {
        var endless = NodeLease.Nothing.Answer(1, At(0), 1, true, 4, null, At(0), 0).Next;
        (endless.Holds(TimeSpan.MaxValue), endless.HasExpired(TimeSpan.MaxValue)).ShouldBe((true, false));
        var (leased, change) = Answer(endless, 2, sentAt: 100, newestSent: 2, epoch: 4, now: 100);
        (change, leased.Lease, leased.ValidUntil).ShouldBe((LeaseChange.Extended, Lease, At(105)));
    }

    [Fact]
    public void Given_a_role_When_answers_come_late_or_twice_Then_they_are_ignored()
    {
        var held = Held();
        var (extended, change) = Answer(held, 3, sentAt: 3, newestSent: 3, epoch: 4, now: 3);
        (change, extended.ValidUntil).ShouldBe((LeaseChange.Extended, At(8)));
        Answer(extended, 3, sentAt: 3, newestSent: 3, epoch: 4, now: 4).ShouldBe((extended, LeaseChange.None));
        Answer(extended, 2, sentAt: 2, newestSent: 3, epoch: 0, now: 4, active: false).ShouldBe((extended, LeaseChange.None));
    }

    [Fact]
    public void Given_a_role_When_an_answer_rests_on_an_older_cluster_Then_it_is_ignored_however_late_its_heartbeat_was_sent()
    {
        var (held, _) = NodeLease.Nothing.Answer(1, At(0), 1, true, 4, Lease, At(0), clusterVersion: 20);
        held.Answer(2, At(1), 2, true, 4, null, At(1), clusterVersion: 19).ShouldBe((held, LeaseChange.None));
        held.Answer(2, At(1), 2, false, 4, null, At(1), clusterVersion: 19).ShouldBe((held, LeaseChange.None));
        held.Answer(2, At(1), 2, true, 4, Lease, At(1), clusterVersion: 20).Next.ClusterVersion.ShouldBe(20);
    }

    [Fact]
    public void Given_a_change_of_role_When_an_answer_to_an_earlier_heartbeat_comes_Then_it_is_ignored()
    {
        var (held, _) = Answer(NodeLease.Nothing, 1, sentAt: 0, newestSent: 4, epoch: 4, now: 1);
        Answer(held, 4, sentAt: 1, newestSent: 4, epoch: 0, now: 1, active: false).ShouldBe((held, LeaseChange.None));
        Answer(held, 5, sentAt: 1, newestSent: 5, epoch: 0, now: 1, active: false).Change.ShouldBe(LeaseChange.MustRelease);
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public void Given_a_role_When_another_epoch_or_none_is_answered_Then_it_must_be_released_first(bool active, long epoch)
    {
        var held = Held();
        var (next, change) = Answer(held, 3, sentAt: 2, newestSent: 3, epoch: epoch, now: 2, active: active);
        change.ShouldBe(LeaseChange.MustRelease);
        (next.Epoch, next.ValidUntil).ShouldBe((held.Epoch, held.ValidUntil), "it is not extended, nor given up before the service is stopped");
    }

    [Fact]
    public void Given_a_role_that_has_run_out_When_a_late_answer_extends_it_Then_it_must_be_released_all_the_same() =>
        Answer(Held(), 3, sentAt: 4.9, newestSent: 3, epoch: 4, now: 5).Change.ShouldBe(LeaseChange.MustRelease);

    [Fact]
    public void Given_a_role_let_go_When_the_same_epoch_is_answered_again_Then_it_is_never_taken_up_but_a_later_one_is()
    {
        var free = Held().Release(newestSent: 6);
        (free.Epoch, free.LetGo, free.Holds(At(0))).ShouldBe((0, 4, false));
        Answer(free, 7, sentAt: 2, newestSent: 7, epoch: 4, now: 2).Change.ShouldBe(LeaseChange.None);
        Answer(free, 6, sentAt: 2, newestSent: 7, epoch: 5, now: 2).Change.ShouldBe(LeaseChange.None, "it answers a heartbeat sent before the release");
        Answer(free, 7, sentAt: 2, newestSent: 7, epoch: 5, now: 2).Change.ShouldBe(LeaseChange.Granted);
        free.Release(9).ShouldBe(free);
    }

    [Fact]
    public void Given_no_role_When_told_to_stand_by_Then_what_was_given_until_then_is_declined_for_good_but_a_later_one_is_taken_up()
    {
        var (told, change) = Answer(NodeLease.Nothing, 1, sentAt: 0, newestSent: 1, epoch: 4, now: 0, active: false);
        (change, told.Epoch, told.LetGo).ShouldBe((LeaseChange.None, 0, 4));
        Answer(told, 2, sentAt: 1, newestSent: 2, epoch: 4, now: 1).Change.ShouldBe(LeaseChange.None);
        Answer(told, 2, sentAt: 1, newestSent: 2, epoch: 3, now: 1, active: false).Next.LetGo.ShouldBe(4);
        Answer(told, 2, sentAt: 1, newestSent: 2, epoch: 5, now: 1).Change.ShouldBe(LeaseChange.Granted);
    }

    private static NodeLease Held() => Answer(NodeLease.Nothing, 1, sentAt: 0, newestSent: 2, epoch: 4, now: 0).Next with { Barrier = 1 };

    private static (NodeLease Next, LeaseChange Change) Answer(
        NodeLease lease, long sequence, double sentAt, long newestSent, long epoch, double now, bool active = true) =>
        lease.Answer(sequence, At(sentAt), newestSent, active, epoch, active ? Lease : null, At(now), 0);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
