using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Jobs;

/// <summary>A cluster with one job, and the book of its runs, in which whatever is planned is folded at once.</summary>
internal sealed class Planned
{
    internal static readonly string[] Actions = ["report"];

    private Planned(World world) => World = world;

    internal World World { get; }

    internal RunBook Book { get; private set; } = RunBook.Empty;

    internal Job Job => World.State.Jobs["job"];

    internal DateTime Now { get; set; } = Some.Time;

    internal DateTime Began { get; set; } = Some.Time.AddHours(-1);

    internal PlanContext Context => new(1, Began, Now, TimeSpan.FromSeconds(5), RunPlace.OfInstance("cp-1", Some.Id("cp-1")));

    /// <summary>Nodes that offer the action; the first is active.</summary>
    internal static Planned With(JobDefinition definition, params string[] nodes)
    {
        var world = World.With();
        foreach (var node in nodes)
        {
            world.Joined(node, Some.Facts(node) with { Actions = Actions });
        }

        if (nodes.Length > 0)
        {
            world.Happened(new NodeActivated(nodes[0], 1, ActivationCause.Initial, "first"), new ServiceStarted(nodes[0], 1));
        }

        world.Happened(new JobDefined("job", definition, false));
        return new(world);
    }

    internal static JobDefinition Definition(
        string target = "active", OverlapPolicy overlap = OverlapPolicy.Forbid, MisfirePolicy misfire = MisfirePolicy.Skip, int retries = 0) => new(
        new(null, null, TimeSpan.FromSeconds(10)), target, "report", new Dictionary<string, string>(), TimeSpan.FromMinutes(1), overlap, misfire, retries, TimeSpan.FromSeconds(30));

    internal IReadOnlyList<RunEvent> Fire(params int[] secondsAgo) =>
        Fold(Planning.Fire(Job, World.State, Book, new([.. secondsAgo.Select(s => Now.AddSeconds(-s))]), Context));

    internal IReadOnlyList<RunEvent> Fold(params IReadOnlyList<RunEvent> events)
    {
        foreach (var e in events)
        {
            // As it is read back.
            var (type, data) = RunCodec.Write(e);
            Book = RunEvolution.Evolve(Book, Book.Version + 1, RunCodec.Read(type, data).ShouldNotBeNull());
        }

        return events;
    }

    internal Run InFlight(string node) => Book.InFlight[node].Single();

    internal RunEnded End(string node, RunStatus status) =>
        Fold(RunEndings.End(InFlight(node), World.State, status, null, Now, 1)).OfType<RunEnded>().Single();
}
