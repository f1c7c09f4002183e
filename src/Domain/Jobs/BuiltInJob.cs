namespace EventCluster.Domain.Jobs;

/// <summary>A job that every cluster has: it keeps the cluster's own house, on the control plane instance that holds the term.</summary>
/// <param name="Name">Its name, and that of its action.</param>
/// <param name="Does">What it does, for people.</param>
/// <param name="Cron">When, in UTC, until somebody says otherwise.</param>
/// <param name="TimeLimit">How long it may take, until somebody says otherwise.</param>
/// <param name="Parameters">What may be adjusted besides, as its arguments.</param>
public sealed record BuiltInJob(string Name, string Does, string Cron, TimeSpan TimeLimit, params IReadOnlyList<BuiltInParameter> Parameters)
{
    /// <summary>As it is defined until somebody says otherwise.</summary>
    public JobDefinition Definition { get; } = new(
        new(Cron, null, null), JobTarget.ControlPlane, Name, Parameters.ToDictionary(p => p.Name, p => p.Standard, StringComparer.Ordinal), TimeLimit, OverlapPolicy.Forbid,
        MisfirePolicy.RunOnce, 1, TimeSpan.FromSeconds(30));
}
