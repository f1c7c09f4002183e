using System.Text.Json;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.History;
using EventCluster.Domain.State;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>Every live view is the fold of the history: each event that is folded anywhere is the one that stands there, and at every so many versions the whole state is compared.</summary>
internal sealed class Views(Truth truth, Findings findings)
{
    /// <summary>Looks at every event that a view folds.</summary>
    internal void Watch(string instance, ClusterLog log) => log.Folded += (envelope, before, after) => Compare(instance, envelope, before, after);

    /// <summary>Where two states differ; null where they are equal.</summary>
    internal static string? Difference(ClusterState view, ClusterState truth) =>
        ReferenceEquals(view, truth) ? null : JsonDifference.First(JsonSerializer.SerializeToElement(view), JsonSerializer.SerializeToElement(truth));

    private void Compare(string instance, Envelope envelope, ClusterState before, ClusterState after)
    {
        if (after.Version != before.Version + 1 || after.Version != envelope.Version)
        {
            findings.Add($"The view of {instance} is not the fold of the history: it went from version {before.Version} to {after.Version} by the event of version {envelope.Version}.");
        }
        else if (truth.HashOf(envelope.Version) != envelope.Metadata.Hash)
        {
            findings.Add($"The view of {instance} is not the fold of the history: its event of version {envelope.Version} is another one.");
        }
        else if (truth.Sample(envelope.Version) is { } sample && Difference(after, sample) is { } difference)
        {
            findings.Add($"The view of {instance} at version {after.Version} is not the fold of the history: {difference}");
        }
    }
}
