using System.Text.RegularExpressions;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Deciding;

/// <summary>Commands about one node.</summary>
internal static class NodeDecisions
{
    private static readonly Regex NamePattern =
        new(@"^[a-z0-9]([a-z0-9.\-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private const int MostRefusedNames = 1_000;

    internal static Decision Join(ClusterState state, JoinNode command)
    {
        var facts = command.Facts;
        if (!NamePattern.IsMatch(command.Node))
        {
            // Not recorded: a name that cannot be one must not reach the history either.
            return Decider.Invalid("name", $"is '{command.Node}'; it must have 1 to 63 lower-case letters, digits, '-' or '.', and begin and end with a letter or digit.") with { Recorded = false };
        }

        var refusal = Mismatch(state, command);
        if (refusal is not null)
        {
            // Recorded once for each name and code, and for so many names only: whoever keeps trying must not fill the history.
            var before = state.RefusedJoins.GetValueOrDefault(command.Node);
            var news = before is null ? state.RefusedJoins.Count < MostRefusedNames : !before.Split(' ').Contains(refusal.Code);
            return refusal with { Recorded = news };
        }

        return !state.Nodes.TryGetValue(command.Node, out var known) ? Decision.Accept(new NodeJoined(command.Node, facts, command.TokenHash))
            : known.Facts == facts && known.TokenHash == command.TokenHash ? Decision.Unchanged
            : Decision.Accept(new NodeRestarted(command.Node, facts, command.TokenHash));
    }

    internal static Decision Remove(ClusterState state, RemoveNode command)
    {
        if (!state.Nodes.TryGetValue(command.Node, out var node))
        {
            return Unknown(state, command.Node);
        }

        if (state.Holder?.Node == node.Name)
        {
            return Decision.Refuse(RefusalCodes.Conflict, $"{node.Name} holds the active role, epoch {state.Holder.Epoch}. Move the role first: switchover while it is alive, failover when it is not.");
        }

        return node.Life is NodeLife.Healthy or NodeLife.Suspect && !command.Force
            ? Decision.Refuse(RefusalCodes.Conflict, $"{node.Name} is alive ({Camel(node.Life)}). Stop its worker first, or remove it with force=true.")
            : Decision.Accept(new NodeRemoved(node.Name, command.Force));
    }

    internal static Decision Drain(ClusterState state, DrainNode command)
    {
        if (!state.Nodes.TryGetValue(command.Node, out var node))
        {
            return Unknown(state, command.Node);
        }

        if (node.Maintenance != Maintenance.None)
        {
            return Decision.Unchanged;
        }

        if (state.Holder?.Node != node.Name)
        {
            return Decision.Accept(new NodeDrainStarted(node.Name), new NodeDrained(node.Name));
        }

        if (state.Move is not null)
        {
            return Decision.Accept(new NodeDrainStarted(node.Name));
        }

        return MoveDecisions.NobodyElse(state, node.Name) is { } nobody
            ? Decision.Refuse(RefusalCodes.Conflict, $"{node.Name} is active and no other node can take over. {nobody}")
            : Decision.Accept(new NodeDrainStarted(node.Name), new SwitchoverStarted(node.Name, null));
    }

    internal static Decision Resume(ClusterState state, ResumeNode command) =>
        !state.Nodes.TryGetValue(command.Node, out var node) ? Unknown(state, command.Node)
        : node.Maintenance == Maintenance.None ? Decision.Unchanged
        : Decision.Accept(new NodeResumed(node.Name));

    internal static Decision Restart(ClusterState state, RestartNode command, CommandContext context) =>
        !state.Nodes.TryGetValue(command.Node, out var node) ? Unknown(state, command.Node)
        : node.Life is NodeLife.Lost or NodeLife.Left ? Decision.Refuse(RefusalCodes.Conflict, $"{node.Name} is {Camel(node.Life)}; start its worker, which starts the product.")
        : node.Restart is not null ? Decision.Unchanged
        : Decision.Accept(new NodeRestartRequested(node.Name, context.CommandId));

    internal static Decision Unknown(ClusterState state, string name)
    {
        var known = state.Nodes.IsEmpty ? "There are no nodes yet." : $"Nodes are {string.Join(", ", state.Nodes.Keys.Take(20))}{(state.Nodes.Count > 20 ? ", …" : "")}.";
        return Decision.Refuse(RefusalCodes.NotFound, $"There is no node '{name}'. {known}");
    }

    private static Refused? Mismatch(ClusterState state, JoinNode command)
    {
        var facts = command.Facts;
        if (facts.KeyFingerprint != command.ClusterKey)
        {
            var which = facts.KeyFingerprint is null ? "has no encryption key, but the control plane has one"
                : command.ClusterKey is null ? "has an encryption key, but the control plane has none"
                : "has another encryption key than the control plane";
            return new(RefusalCodes.KeyMismatch, $"{command.Node} {which}. Set EventCluster__EncryptionKey (or EncryptionKeyFile) to the same value on every machine.", null);
        }

        if (!state.Nodes.TryGetValue(command.Node, out var known))
        {
            return null;
        }

        if (known.Facts.Id != facts.Id)
        {
            return new(
                RefusalCodes.NodeSuperseded,
                $"The name '{command.Node}' belongs to another worker (installation {known.Facts.Id}, {known.Facts.Address}, {Camel(known.Life)}). Give this one another name, or remove the node first.", null);
        }

        return known.Life == NodeLife.Healthy && known.Facts.Home != facts.Home
            ? new(
                RefusalCodes.NodeSuperseded,
                $"{command.Node} runs already at {known.Facts.Address}, from another copy of its data directory. Stop one of them; each worker needs a data directory of its own.", null)
            : null;
    }

    private static string Camel(NodeLife life) => life.ToString().ToLowerInvariant();
}
