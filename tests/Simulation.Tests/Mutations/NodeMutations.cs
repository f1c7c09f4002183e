namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Rules that a node keeps.</summary>
internal static class NodeMutations
{
    private const string Lease = "Domain/Leases/NodeLease.cs";
    private const string Role = "NodeWorker/Agent/NodeAgent.Role.cs";
    private const string Agent = "NodeWorker/Agent/NodeAgent.cs";
    private const string Service = "NodeWorker/Agent/NodeAgent.Service.cs";
    private const string Host = "NodeWorker/Agent/AgentHost.cs";

    private static readonly Edit[] NoDeadline =
    [
        Edit.Instead(Role, "new MoveDeadline(agent.Service.Run, lease.ValidUntil)", "new MoveDeadline(agent.Service.Run, null)"),
        Edit.Instead(Service, "desired.Generation, Lease.ValidUntil)", "") with { Compose = (active, _) => $"desired.Generation, {active} ? null : Lease.ValidUntil)" },
    ];

    internal static readonly IReadOnlyList<Mutation> All =
    [
        new("ignore-lease-end", "A worker ends its service when its lease has run out.", Violations.TwoServices,
            [
                .. NoDeadline,
                Edit.Instead(Lease, "Epoch > 0 && ValidUntil is { } end && now >= end", "false"),
                Edit.Instead(Agent, "Lease.Epoch > 0 && !Service.Killed ? Lease.ValidUntil : null", "null"),
            ]) { Climate = Climate.ShortLeases, Seeds = 8 },
        new("guard-without-deadline", "The guard ends the service of a worker that stands still.", Violations.TwoServices, NoDeadline) { Climate = Climate.Machines, Seeds = 12 },
        new("lease-from-answer", "A lease counts from when its heartbeat was sent, not from the answer.", Violations.TwoServices,
            Edit.Instead(Host, "agent.Answer(reply, sentAt, now)", "agent.Answer(reply, now, now)")) { Climate = Climate.Late, Seeds = 20 },
        new("older-epoch", "An epoch that was let go is never taken up again.", Violations.TwoServices,
            Edit.Instead(Lease, "epoch <= LetGo", "false"), Edit.Instead(Lease, "sequence <= Barrier", "false")) { Climate = Climate.Usual, Seeds = 24 },
        new("release-before-gone", "An epoch is reported as released only when its service is gone.", Violations.TwoServices,
            Edit.Instead(Role, "agent.Stop(now, effects)", "agent.Stop(now, effects).Done(effects)")) { Climate = Climate.Switches, Seeds = 12 },
    ];
}
