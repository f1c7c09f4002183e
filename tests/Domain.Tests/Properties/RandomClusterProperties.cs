using System.Text.Json;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Properties;

/// <summary>Whatever is commanded and whatever is seen, in any order, the invariants of the history hold after every step.</summary>
public sealed class RandomClusterProperties
{
    private static readonly string[] Nodes = ["a", "b", "c"];

    /// <summary>Programs that once failed.</summary>
    public static TheoryData<int[]> Found => new()
    {
        // A shorter lease was confirmed by which the role was over already, and only a second judgement said so.
        new[] { 957944704, 784818472, 830513660, 634784134, 122652134, 416411917 },
    };

    [Fact]
    public void Given_random_commands_and_views_When_they_are_decided_Then_the_invariants_hold() => Seeded.Check(300, 60, Hold);

    [Theory]
    [MemberData(nameof(Found))]
    public void Given_a_program_that_once_failed_When_it_is_decided_Then_the_invariants_hold(int[] program) => Hold(program);

    private static void Hold(int[] program)
    {
        var world = World.With();
        foreach (var number in program)
        {
            var choice = new Choice(number);
            if (choice.OneIn(2))
            {
                world.Judge(RandomView(world, ref choice));
            }
            else
            {
                DecideTwice(world, RandomCommand(world, ref choice));
            }
        }

        OnlyRises(world.History);
        OneEpochAtATime(world.History);
        SameWhenReadBack(world);
    }

    private static void DecideTwice(World world, ClusterCommand command)
    {
        world.Do(command);
        if (Decider.Decide(world.State, command, world.Context(null)) is Accepted again)
        {
            again.Events.Select(e => e.Event).Lines().ShouldBeEmpty($"deciding {command.Name} again");
        }
    }

    private static ClusterCommand RandomCommand(World world, ref Choice choice)
    {
        var node = choice.Of(Nodes);
        var maybe = choice.Of("a", "b", "c", "nowhere", null);
        return choice.Below(18) switch
        {
            0 or 1 or 2 => new JoinNode(
                node, Some.Facts(node, choice.Below(4), choice.Of("here", "there"), service: !choice.OneIn(8), version: choice.Of("1.0", "1.0", "2.0")), $"token {choice.Below(3)}", null),
            3 => new RemoveNode(node, choice.OneIn(2)),
            4 => new DrainNode(node),
            5 or 6 => new ResumeNode(node),
            7 => new RestartNode(node),
            8 => new EnableHighAvailability(),
            9 => new DisableHighAvailability(),
            10 => new PauseAutomation(choice.OneIn(2) ? null : Some.Time.AddHours(1)),
            11 or 12 => new ResumeAutomation(),
            13 => new RequestSwitchover(maybe),
            14 => new ForceFailover(maybe, choice.OneIn(2)),
            15 => new ChangeConfiguration(
                null, new Dictionary<string, string> { [choice.Of("lease", "profile", "drift", "nonsense")] = choice.Of("00:00:03", "00:00:09", "fast", "0.1") }, []),
            16 => new NoteBroker("broker-1:5672", choice.Of("connection refused", null)),
            _ => new ActivateScheduler((world.State.Scheduler?.Term ?? 0) + choice.Below(2), "cp-2", "", "because"),
        };
    }

    private static View RandomView(World world, ref Choice choice)
    {
        var view = View.Term(choice.Of(0, 1, 3, 6, 100));
        foreach (var node in Nodes)
        {
            if (!choice.OneIn(4))
            {
                var epoch = world.State.Epoch;
                var proof = choice.Of(ReleaseProof.Ordered, ReleaseProof.LeaseExpired, ReleaseProof.ServiceExited, ReleaseProof.StartFailed, ReleaseProof.Leaving);
                view.Heard(
                    node, choice.Of(0, 0, 0, 1, 3, 6, 100), choice.Of(0, epoch), choice.OneIn(4) ? epoch : 0, proof, lease: choice.Of(3, 5, 9), running: choice.OneIn(2),
                    leaving: choice.OneIn(12), web: choice.Below(3), service: choice.OneIn(2) ? choice.Below(3) : null, version: choice.Of(0, world.State.Version),
                    checks: [new("storage:/x", choice.OneIn(6) ? NodeCheckStatus.Failed : NodeCheckStatus.Passed, "")], boot: choice.OneIn(6) ? choice.Below(4) : null);
            }

            if (choice.OneIn(2))
            {
                view.Granted(node, world.State.Epoch, choice.Of(0, 1, 4, 20));
            }

            if (choice.OneIn(3))
            {
                view.Failed(node, choice.Below(6), choice.Of(0, 1, 10, 70));
            }
        }

        return choice.OneIn(8) ? view.Stalled() : choice.OneIn(8) ? view.PauseOver() : view;
    }

    private static void OnlyRises(IReadOnlyList<Envelope> history)
    {
        var epochs = history.Select(e => e.Event).OfType<NodeActivated>().Select(e => e.Epoch).ToArray();
        epochs.ShouldBe(Enumerable.Range(1, epochs.Length).Select(e => (long)e));
        var terms = history.Select(e => e.Event).OfType<SchedulerActivated>().Select(e => e.Term).ToArray();
        terms.ShouldBe(terms.Distinct().Order());
        var generations = history.Select(e => e.Event).OfType<ConfigurationChanged>().Select(e => e.Generation).ToArray();
        generations.ShouldBe(Enumerable.Range(1, generations.Length));
    }

    private static void OneEpochAtATime(IReadOnlyList<Envelope> history)
    {
        long held = 0;
        foreach (var e in history.Select(h => h.Event))
        {
            if (e is NodeActivated given)
            {
                held.ShouldBe(0, $"epoch {given.Epoch} was given before the one before it was released");
                held = given.Epoch;
            }
            else if (e is EpochReleased released)
            {
                released.Epoch.ShouldBe(held, "only the epoch that is held is released, and once");
                held = 0;
            }
        }
    }

    private static void SameWhenReadBack(World world)
    {
        var state = ClusterState.Empty;
        var previous = "";
        foreach (var written in world.History)
        {
            var name = EventNames.Of(written.Event);
            var data = EventCodec.Write(written.Event);
            var (metadata, hash) = HashChain.Seal(previous, written.Version, written.Id, name.Name, data, EventCodec.Write(written.Metadata with { PreviousHash = previous }));
            HashChain.Check(previous, written.Version, written.Id, name.Name, data, metadata).Hash.ShouldBe(hash);
            previous = hash;
            var read = EventCodec.Read(written.Version, written.Position, written.Id, name.Name, data, metadata);
            EventCodec.Write(read.Event).ShouldBe(data);
            (read.Metadata with { PreviousHash = "", Hash = "" }).ShouldBe(written.Metadata);
            state = Evolution.Evolve(state, read);
        }

        JsonSerializer.Serialize(state).ShouldBe(JsonSerializer.Serialize(world.State));
    }
}
