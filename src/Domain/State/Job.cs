using System.Collections.Immutable;
using EventCluster.Domain.Jobs;

namespace EventCluster.Domain.State;

/// <summary>A job as it is defined.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Paused">Whether it waits to be resumed.</param>
/// <param name="Version">Version of the newest event that changed it.</param>
/// <param name="DefinedVersion">Version of the event that defined it so.</param>
/// <param name="Anchor">UTC time of that definition, in whole seconds: intervals are counted from it.</param>
/// <param name="Since">UTC time after which it fires: it was defined or resumed then.</param>
public sealed record Job(string Name, JobDefinition Definition, bool Paused, int Version, int DefinedVersion, DateTime Anchor, DateTime Since)
{
    /// <summary>The newest requests for a run at once, oldest first.</summary>
    public ImmutableList<RunRequest> Requests { get; init; } = [];
}

/// <summary>A request for a run at once.</summary>
/// <param name="Version">Version of its event.</param>
/// <param name="FireTime">UTC time of the asking.</param>
public sealed record RunRequest(int Version, DateTime FireTime);
