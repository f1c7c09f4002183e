namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Rules by which the role is given and counted as over.</summary>
internal static class DecisionMutations
{
    private const string Fence = "Domain/Leases/Fence.cs";
    private const string Desk = "ControlPlane/Liveness/HeartbeatDesk.cs";
    private const string Release = "Domain/Failover/ReleaseRules.cs";
    private const string Assignment = "Domain/Failover/AssignmentRules.cs";
    private const string State = "Domain/State/ClusterState.cs";
    private const string Fold = "Domain/State/Evolution.cs";

    internal static readonly IReadOnlyList<Mutation> All =
    [
        new("no-grace-at-takeover", "A new term waits a whole lease before it counts a silent node as fenced.", Violations.TwoServices,
            Edit.Instead(Fence, "sinceAnswered is { } since && since < termAge ? since : termAge", "sinceAnswered ?? TimeSpan.MaxValue")) { Climate = Climate.Takeovers, Seeds = 20 },
        new("fence-forgets-drift", "A node is fenced only after the drift allowance.", Violations.TwoServices,
            Edit.Instead(Fence, "(lease + stopBound) * (1 + drift)", "lease + stopBound")) { Climate = Climate.LongLeases, Seeds = 40 },
        new("fence-forgets-stop-bound", "A node is fenced only after the time that its service needs to end.", Violations.TwoServices,
            Edit.Instead(Fence, "(lease + stopBound) * (1 + drift)", "lease * (1 + drift)")) { Climate = Climate.ShortLeases, Seeds = 20 },
        new("answers-not-noted", "The fence counts from the last answer that extended the role.", Violations.TwoServices,
            Edit.Block(Desk, "_grants[node.Name] = (state.Epoch, now);")) { Climate = Climate.Usual, Seeds = 4 },
        new("switchover-without-release", "A switchover waits for the release.", Violations.TwoServices,
            Edit.Instead(
                Release, "seen is not null && seen.Released >= holder.Epoch",
                "seen is not null && (seen.Released >= holder.Epoch || ledger.State.Move?.From == holder.Node)")) { Climate = Climate.Switches, Seeds = 12 },
        new("role-given-while-held", "A new epoch is given only after the one before is over.", Violations.TwoServices,
            Edit.Instead(Assignment, "state.Holder is { } holder", "false"),
            Edit.Instead(Assignment, "last.Released!.Value", "last.Released.GetValueOrDefault()"),
            Edit.Instead(Assignment, "active.Released!.Value", "active.Released.GetValueOrDefault()")) { Climate = Climate.Pauses, Seeds = 8 },
        new("role-for-later-process", "The role belongs to the process that it was given to.", $"{Violations.TwoServices}|{Violations.NoService}",
            Edit.Instead(State, "held.Boot == node.Facts.Boot", "true")) { Climate = Climate.Machines, Seeds = 12 },
        new("failover-while-off", "Without high availability, or while automation is paused, nobody is given the role but by a person.", Violations.Uncalled,
            Edit.Instead(Assignment, "if (state.Move is null && (!state.HighAvailability || state.Pause is not null))\n        {\n            if (!state.Nodes.IsEmpty)", "") with
            {
                Compose = (active, text) => text.Replace("if (state.Move", $"if (!({active}) && state.Move", StringComparison.Ordinal),
            }) { Climate = Climate.Pauses, Seeds = 12 },
        new("fence-while-paused", "While automation is paused nobody counts as fenced.", Violations.Uncalled,
            Edit.Instead(Release, "(ledger.State.Pause is not null && move is null)", "false")) { Climate = Climate.Pauses, Seeds = 12 },
        new("confirm-older-lease", "A lease counts as confirmed only by an answer that rests on it.", Violations.TwoServices,
            Edit.Instead(Release, "seen.ClusterVersion >= holder.LeaseSince", "true")) { Climate = Climate.OtherLeases, Seeds = 20 },
        new("shorter-lease-at-once", "Until the node has confirmed a shorter lease the longer one counts.", Violations.TwoServices,
            Edit.Instead(Fold, "lease > active.LeaseBound ? lease : active.LeaseBound", "lease")) { Climate = Climate.OtherLeases, Seeds = 8 },
        new("end-of-endless-role", "A role without an end is not over by time.", Violations.TwoServices,
            Edit.Instead(Fold, "a with { LeaseBound = null, LeaseSince = envelope.Version }", "a with { LeaseSince = envelope.Version }")) { Climate = Climate.Switches, Seeds = 12 },
    ];
}
