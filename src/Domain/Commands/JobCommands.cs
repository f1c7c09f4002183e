using EventCluster.Domain.Jobs;

namespace EventCluster.Domain.Commands;

/// <summary>A command about one job.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Seen">The version of the cluster at which its sender has seen the job; null for any.</param>
public abstract record JobCommand(string Job, int? Seen) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Job;
}

/// <summary>Defines a job, or defines it anew.</summary>
public sealed record DefineJob(string Job, JobDefinition Definition, bool Paused, int? Seen = null) : JobCommand(Job, Seen);

/// <summary>Removes a job.</summary>
public sealed record RemoveJob(string Job, int? Seen = null) : JobCommand(Job, Seen);

/// <summary>Lets a job not fire.</summary>
public sealed record PauseJob(string Job, int? Seen = null) : JobCommand(Job, Seen);

/// <summary>Lets a paused job fire again.</summary>
public sealed record ResumeJob(string Job, int? Seen = null) : JobCommand(Job, Seen);

/// <summary>Lets a job run now, once, whether or not it is paused.</summary>
public sealed record RunJob(string Job, int? Seen = null) : JobCommand(Job, Seen);

/// <summary>Ends a run of a job.</summary>
public sealed record CancelJobRun(string Job, Guid Run, int? Seen = null) : JobCommand(Job, Seen);
