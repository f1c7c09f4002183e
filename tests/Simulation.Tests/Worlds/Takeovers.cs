using EventCluster.Domain.Commands;
using EventCluster.Domain.Leases;
using EventCluster.Domain.Settings;
using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.Nodes;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>
/// The active node and the acting instance lose their power in turn while everything else is well: how long it takes until that is known, and until another
/// has what they had.
/// </summary>
/// <param name="options">The world.</param>
internal sealed class Takeovers(WorldOptions options)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    // A look at the cluster, what is on its way, and the store's answer.
    private static readonly TimeSpan Handling = TimeSpan.FromMilliseconds(500);
    private readonly Scenario _scenario = new(options);

    /// <summary>From the end of the active node until the history calls it suspect.</summary>
    internal List<TimeSpan> Detected { get; } = [];

    /// <summary>From the end of the active node until the role is given to another.</summary>
    internal List<TimeSpan> Given { get; } = [];

    /// <summary>From the end of the active node until the service runs on another.</summary>
    internal List<TimeSpan> Served { get; } = [];

    /// <summary>From the end of the acting instance until another acts.</summary>
    internal List<TimeSpan> Acted { get; } = [];

    /// <summary>How long detection may take: the silence that is allowed, by a clock that runs slow.</summary>
    internal TimeSpan DetectionBound => (Timings.SuspectAfter * (1 + Timings.Drift)) + Handling;

    /// <summary>How long it may take until the role is given: the fence's wait, by a clock that runs slow.</summary>
    internal TimeSpan TakeoverBound => (Fence.Wait(Timings.Lease, Timings.Drift, WorkerProcess.StopBound) * (1 + Timings.Drift)) + Handling;

    /// <summary>How long it may take until another instance acts: the term's lease with its allowance, by a clock that runs slow.</summary>
    internal TimeSpan SchedulerBound => (Timings.SchedulerLease * (1 + Timings.Drift) * (1 + Timings.Drift)) + Handling;

    /// <summary>The world.</summary>
    internal World World => _scenario.World;

    private Timings Timings => World.Truth.State.Timings;

    /// <summary>Lets it happen for a time. Throws where it takes longer than it may, or something else is broken.</summary>
    internal void Run(TimeSpan time)
    {
        _scenario.Give(new EnableHighAvailability());
        while (World.Nodes.Any(n => World.Truth.State.Nodes.GetValueOrDefault(n.Name)?.Life != NodeLife.Healthy))
        {
            World.RunUntil(World.Scheduler.Now + Settling);
        }

        for (var next = World.Scheduler.Now; next < time; next += Every)
        {
            EndNode();
            World.RunUntil(next += Every);
            EndInstance();
            World.RunUntil(next + Every);
        }
    }

    private void EndNode()
    {
        var node = _scenario.Awaited(() => _scenario.Serving);
        var (at, epoch) = (World.Scheduler.Now, World.Truth.State.Epoch);
        node.PowerOff();
        _scenario.Awaited(() => World.Truth.State.Nodes[node.Name].Life != NodeLife.Healthy);
        Note(Detected, at, DetectionBound, $"{node.Name} to be suspect");
        _scenario.Awaited(() => World.Truth.State.Epoch > epoch);
        Note(Given, at, TakeoverBound, $"the role of {node.Name} to be given");
        _scenario.Awaited(() => _scenario.Serving);
        Served.Add(World.Scheduler.Now - at);
    }

    private void EndInstance()
    {
        var instance = _scenario.Awaited(() => World.Instances.FirstOrDefault(i => i.IsActing));
        var at = World.Scheduler.Now;
        instance.Boots++;
        instance.Current!.Process.Kill();
        _scenario.Awaited(() => World.Instances.FirstOrDefault(i => i.IsActing));
        Note(Acted, at, SchedulerBound, $"the term of {instance.Name} to be taken over");
    }

    private void Note(List<TimeSpan> times, TimeSpan since, TimeSpan bound, string what)
    {
        var time = World.Scheduler.Now - since;
        times.Add(time);
        if (time > bound)
        {
            throw new BrokenException($"It took {time.TotalSeconds:0.000} s for {what}; at most {bound.TotalSeconds:0.000} s are promised.");
        }
    }
}
