using EventCluster.Domain.State;

namespace EventCluster.Domain.Jobs;

/// <summary>Who carries out a run of a job now.</summary>
internal static class Targets
{
    /// <summary>They, or in words why there is none.</summary>
    /// <param name="job">The job.</param>
    /// <param name="state">The cluster.</param>
    /// <param name="host">The process that plans.</param>
    /// <param name="only">With a run on every node: only this one, which failed before.</param>
    internal static (IReadOnlyList<RunPlace> Places, string? Nobody) Of(Job job, ClusterState state, RunPlace host, string? only)
    {
        var definition = job.Definition;
        if (definition.Target == JobTarget.ControlPlane)
        {
            return ([host], null);
        }

        if (definition.Target == JobTarget.All)
        {
            RunPlace[] nodes =
                [.. state.Nodes.Values.Where(n => (only is null || n.Name == only) && IsThere(n) && n.Facts.Offers(definition.Action)).Select(Place)];
            return (nodes, nodes.Length > 0 ? null : $"No node that is there offers the action '{definition.Action}'.");
        }

        var named = JobTarget.Node(definition.Target);
        var node = named is null ? Active(state) : state.Nodes.GetValueOrDefault(named);
        return node is null ? ([], named is null ? "No node is active." : $"There is no node '{named}' any more.")
            : !IsThere(node) ? ([], $"{node.Name} is {node.Life.ToString().ToLowerInvariant()}.")
            : !node.Facts.Offers(definition.Action) ? ([], $"{node.Name} does not offer the action '{definition.Action}'.")
            : ([Place(node)], null);
    }

    private static RunPlace Place(Node node) => new(node.Name, node.Facts.Boot, node.Facts.Home);

    private static Node? Active(ClusterState state) => state.HolderNode is { } node && state.ShallBeActive(node) ? node : null;

    /// <summary>A node that joins has just spoken, and a suspect one may speak again at any moment.</summary>
    private static bool IsThere(Node node) => node.Life is NodeLife.Joining or NodeLife.Healthy or NodeLife.Suspect;
}
