using EventCluster.Domain.Jobs;

namespace EventCluster.Domain.Events;

/// <summary>Something that happened to the definition of a job, or that somebody asked of one. What its runs do stands in another stream.</summary>
/// <param name="Job">Its name.</param>
public abstract record JobEvent(string Job) : ClusterEvent;

/// <summary>A job was defined, for the first time or anew.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Paused">Whether it waits to be resumed.</param>
public sealed record JobDefined(string Job, JobDefinition Definition, bool Paused) : JobEvent(Job);

/// <summary>A job was removed. Its runs in flight go on to their end.</summary>
public sealed record JobRemoved(string Job) : JobEvent(Job);

/// <summary>A job does not fire until it is resumed.</summary>
public sealed record JobPaused(string Job) : JobEvent(Job);

/// <summary>A paused job fires again, from now on.</summary>
public sealed record JobResumed(string Job) : JobEvent(Job);

/// <summary>Somebody asked for a run at once.</summary>
/// <param name="Job">Its name.</param>
/// <param name="FireTime">UTC time of the asking.</param>
public sealed record JobRunRequested(string Job, DateTime FireTime) : JobEvent(Job);

/// <summary>Somebody asked for the end of a run.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Run">Identity of the run.</param>
public sealed record JobRunCancelRequested(string Job, Guid Run) : JobEvent(Job);
