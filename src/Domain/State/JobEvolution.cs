using System.Collections.Immutable;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.State;

/// <summary>What the events of jobs make of them.</summary>
internal static class JobEvolution
{
    /// <summary>How many requests, and how many cancellations, are remembered; older ones were carried out long ago, or never will be.</summary>
    private const int Remembered = 200;

    internal static ClusterState Apply(ClusterState state, Envelope envelope) => envelope.Event switch
    {
        JobDefined e => state with { Jobs = state.Jobs.SetItem(e.Job, Define(state.Jobs.GetValueOrDefault(e.Job), e, envelope)) },
        JobRemoved e => state with { Jobs = state.Jobs.Remove(e.Job) },
        JobPaused e => Change(state, e.Job, j => j with { Paused = true, Version = envelope.Version }),
        JobResumed e => Change(state, e.Job, j => j with { Paused = false, Version = envelope.Version, Since = envelope.Metadata.At }),
        JobRunRequested e => Change(state, e.Job, j => j with { Requests = Bounded(j.Requests.Add(new(envelope.Version, e.FireTime))) }),
        JobRunCancelRequested e => state with { CancelledRuns = Bounded(state.CancelledRuns.Add(e.Run)) },
        _ => state,
    };

    private static Job Define(Job? before, JobDefined e, Envelope envelope)
    {
        var at = envelope.Metadata.At;
        // A change that leaves the schedule alone moves no fire time.
        var same = before is not null && before.Definition.Schedule == e.Definition.Schedule;
        return new(
            e.Job, e.Definition, e.Paused, envelope.Version, envelope.Version, same ? before!.Anchor : at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)),
            same && !before!.Paused ? before.Since : at)
        {
            Requests = before?.Requests ?? [],
        };
    }

    private static ClusterState Change(ClusterState state, string name, Func<Job, Job> change) =>
        state.Jobs.TryGetValue(name, out var job) ? state with { Jobs = state.Jobs.SetItem(name, change(job)) } : state;

    private static ImmutableList<T> Bounded<T>(ImmutableList<T> list) => list.Count > Remembered ? list.RemoveAt(0) : list;
}
