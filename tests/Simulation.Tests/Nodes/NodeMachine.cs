using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>A server: its clocks, what its disk keeps, the worker that runs on it and the service under its guard.</summary>
internal sealed class NodeMachine(string name, MachineClock clock, Guid id, RunningServices running)
{
    /// <summary>Name of the node.</summary>
    internal string Name { get; } = name;

    /// <summary>Its clocks.</summary>
    internal MachineClock Clock { get; } = clock;

    /// <summary>Identity of the installation, on its disk.</summary>
    internal Guid Id { get; private set; } = id;

    /// <summary>The worker that runs, or the last that ran; null before the first.</summary>
    internal WorkerProcess? Worker { get; set; }

    /// <summary>What its disk keeps of the history that its worker has followed; null before the first time.</summary>
    internal FollowFile? Followed { get; set; }

    /// <summary>Where it is known that its service exists.</summary>
    internal RunningServices Running { get; } = running;

    /// <summary>The service that exists, or the last that did; null before the first.</summary>
    internal GuardedRun? Service { get; set; }

    /// <summary>True while the whole machine stands still.</summary>
    internal bool IsPaused { get; private set; }

    /// <summary>How many machines of this name there have been: a new one has another home.</summary>
    internal int Boots { get; private set; } = 1;

    /// <summary>
    /// Whether the service does its work at this moment: it runs. Only one that stood still past its deadline, and so ran on a moment before its guard could end it, is
    /// asked whether its lease file lets it.
    /// </summary>
    internal bool IsServing(TimeSpan now) => !IsPaused && Service is { Exists: true } run && (!run.StoodStillPastDeadline || run.MayServe(Clock.Monotonic(now)));

    /// <summary>Stands still: a suspended virtual machine. Its clocks go on.</summary>
    internal void Pause()
    {
        IsPaused = true;
        Worker?.Process.Pause();
        Service?.Pause();
    }

    /// <summary>Goes on.</summary>
    internal void Resume()
    {
        IsPaused = false;
        Service?.Resume();
        Worker?.Process.Resume();
    }

    /// <summary>Is replaced by a new machine of the same name.</summary>
    internal void Replace(Guid identity)
    {
        PowerOff();
        Id = identity;
    }

    /// <summary>Loses its power: everything on it is dead at once.</summary>
    internal void PowerOff()
    {
        (IsPaused, Boots) = (false, Boots + 1);
        Worker?.Process.Kill();
        Service?.Die();
    }
}
