using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Properties;

/// <summary>The one promise, with clocks that drift within the allowance.</summary>
public sealed class LeaseProperties
{
    [Fact]
    public void Given_late_lost_and_doubled_messages_and_changing_leases_When_roles_move_Then_never_two_nodes_serve()
    {
        long given = 0;
        Seeded.Check(1_500, 200, program =>
        {
            var model = new LeaseModel(1 / 1.0199, program.Length % 2 == 0 ? 1.0199 : 1 / 1.0199);
            foreach (var number in program)
            {
                model.Step(new Choice(number));
                model.Serving.Length.ShouldBeLessThanOrEqualTo(1, string.Join(" and ", model.Serving));
            }

            given += model.Epoch;
        });
        given.ShouldBeGreaterThan(1_500, "a model in which nothing moves proves nothing");
    }

    [Fact]
    public void Given_clocks_that_drift_within_the_allowance_When_the_fence_is_certain_Then_the_node_does_not_hold() => Seeded.Check(2_000, 10, program =>
    {
        if (program.Length == 0)
        {
            return;
        }

        var choice = new Choice(program[0]);
        var drift = choice.Below(201) / 1_000.0;
        var lease = TimeSpan.FromMilliseconds(1 + choice.Below(10_000));
        var stop = TimeSpan.FromMilliseconds(choice.Below(5_000));
        var slow = 1 / (1 + drift * choice.Of(0, 0.5, 0.999));
        var flight = TimeSpan.FromMilliseconds(choice.Of(0, 1, 100));
        var after = (lease + stop) * (1 + drift * choice.Below(110) / 100);
        var (node, _) = NodeLease.Nothing.Answer(1, TimeSpan.Zero, 1, true, 1, lease, TimeSpan.Zero, 0);
        var certain = Fence.IsCertain(lease, drift, stop, after, TimeSpan.MaxValue);
        var serves = node.Holds((after + flight) * slow - stop);
        (certain && serves).ShouldBeFalse($"drift {drift}, lease {lease}, stop {stop}, {after} after the answer");
    });

    [Fact]
    public void Given_a_term_that_is_renewed_or_not_When_a_watcher_may_take_over_Then_the_holder_does_not_act() => Seeded.Check(2_000, 20, program =>
    {
        const double Drift = 0.05;
        var lease = TimeSpan.FromSeconds(5);
        var asked = TimeSpan.Zero;
        var term = TermLease.Start(1, asked, lease, asked);
        var watch = TermWatch.Empty;
        var head = 0;
        var now = TimeSpan.Zero;
        foreach (var number in program)
        {
            var choice = new Choice(number);
            now += TimeSpan.FromMilliseconds(choice.Below(3_000));
            if (choice.OneIn(3))
            {
                // Asked for now, appended and acknowledged a little later, by a clock that is as slow as it may be.
                term = term.Ask(now / (1 + Drift), lease).Renew(now / (1 + Drift), lease);
                now += TimeSpan.FromMilliseconds(choice.Below(500));
                head++;
            }

            watch = watch.See(head, 1, lease, now);
            (watch.MayTakeOver(now, Drift) && term.Holds(now / (1 + Drift))).ShouldBeFalse($"at {now}");
        }
    });
}
