using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Checks;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Health;

/// <summary>What the health endpoints answer, from memory only.</summary>
/// <param name="settings">The settings.</param>
/// <param name="host">The agent.</param>
/// <param name="runs">Runs of jobs.</param>
/// <param name="link">How it stands with the control plane.</param>
/// <param name="bus">What there is only with a bus; null without one.</param>
/// <param name="checks">Results of the checks.</param>
/// <param name="clock">The boot clock.</param>
public sealed class WorkerHealth(WorkerSettings settings, AgentHost host, RunHost runs, Func<LinkStatus> link, Func<BusView?> bus, CheckBoard checks, TimeProvider clock)
{
    /// <summary>Null when web traffic may come, otherwise <c>draining</c>, <c>standby</c> or <c>unhealthy</c>.</summary>
    /// <remarks>Web traffic needs no lease: while the control plane is away its last word counts.</remarks>
    public string? WebRefusal => (link().Barred, host.Agent.Leaving, settings.IsWeb, host.Desired?.Web) switch
    {
        ({ }, _, _, _) => "unhealthy",
        (_, true, _, _) => "draining",
        (_, _, false, _) => "standby",
        (_, _, _, null) => "unhealthy",
        (_, _, _, WebState.Draining) => "draining",
        (_, _, _, WebState.Standby) => "standby",
        _ => null,
    };

    /// <summary>Null only while it is active, its lease is valid and its service runs; otherwise <c>standby</c>, <c>starting</c> or <c>stopping</c>.</summary>
    public string? ServiceRefusal => host.Agent switch
    {
        { Service.State: ServiceState.Running } agent when agent.Lease.Holds(clock.Now()) => null,
        { Service.State: ServiceState.Starting } => "starting",
        { Service.State: ServiceState.Stopping } => "stopping",
        _ => "standby",
    };

    /// <summary>What there is only with a bus; null without one.</summary>
    public BusView? Bus => bus();

    /// <summary>Runs of jobs.</summary>
    public RunBook Runs => runs.Book;

    private IReadOnlyList<string> Actions => [.. settings.Actions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The whole.</summary>
    public WorkerStatus Status
    {
        get
        {
            var (agent, status, view, now) = (host.Agent, link(), bus(), clock.Now());
            var holds = agent.Lease.Holds(now);
            return new(
                settings.Name, host.Cluster, holds ? NodeRole.Active : NodeRole.Standby, agent.Lease.Epoch,
                holds ? agent.Lease.ValidUntil - now : null, agent.Service.State, host.Desired?.Web, host.Desired?.Generation, agent.WebGeneration,
                agent.Service.Generation, status.Channel, status.ControlPlane, status.IsJoined, now - status.HeardAt, status.LastError, status.Barred,
                agent.Released?.Epoch ?? 0, agent.Released?.Reason, view?.Bus, view?.Follows, Actions,
                [.. Runs.Entries.Select(e => new RunView(
                    e.Run, e.Order?.Job, e.Order?.Action, e.State, e.Message, e.Order?.FireTime, e.Elapsed ?? now - e.BegunAt))],
                checks.Results);
        }
    }
}
