using System.Globalization;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Reports;

/// <summary>Who believes what at a moment, beside what is true: a table for people. All times in it are true ones.</summary>
internal static class Beliefs
{
    /// <summary>The table, a line each.</summary>
    internal static IEnumerable<string> Of(World world)
    {
        var (now, truth) = (world.Scheduler.Now, world.Truth.State);
        yield return "";
        yield return $"Who believes what at {Seconds(now)}. The history stands at version {truth.Version}, term {truth.Scheduler?.Term} of {truth.Scheduler?.Instance}, {Role(truth)}.";
        foreach (var instance in world.Instances)
        {
            yield return $"  {instance.Name,-8} {Process(instance.Current?.Process),-8} {(instance.Current is { } process ? Instance(process, instance.Clock) : "")}";
        }

        foreach (var node in world.Nodes)
        {
            yield return $"  {node.Name,-8} {(node.IsPaused ? "frozen" : Process(node.Worker?.Process)),-8} {Worker(node)}; {Service(node, now)}";
        }
    }

    private static string Instance(InstanceProcess process, MachineClock clock)
    {
        var term = process.Term;
        var acting = term.Answering is { } answering ? $"{(term.Held is null ? "answers" : "acts")} in term {answering.Term} until {Seconds(clock.When(answering.ValidUntil))}"
            : term.Won is { } won ? $"won term {won.Term} until {Seconds(clock.When(won.ValidUntil))}, does not act"
            : "does not act";
        return $"{acting}; at version {process.Log.State.Version}: {Role(process.Log.State)}";
    }

    private static string Role(Domain.State.ClusterState state) =>
        $"{(state.Active is { } active ? $"{active.Node} has epoch {active.Epoch}{(active.Released is null ? "" : ", released")}" : "nobody has the role")}"
        + $"{(state.Move is { } move ? $", moves from {move.From ?? "nobody"} to {move.To ?? "any"}" : "")}{(state.HighAvailability ? "" : ", HA off")}{(state.Pause is null ? "" : ", automation paused")}";

    private static string Worker(NodeMachine node) => node.Worker?.Host.Agent is not { } agent ? "no worker"
        : agent.Lease.Epoch == 0 ? $"holds nothing, let go {agent.Lease.LetGo}, at version {agent.Lease.ClusterVersion}"
        : $"holds epoch {agent.Lease.Epoch}, ends {Until(agent.Lease.ValidUntil, node.Clock)}{(agent.Ending is { } ending ? $", lets go: {ending.Reason}" : "")}, at version {agent.Lease.ClusterVersion}";

    private static string Service(NodeMachine node, TimeSpan now) => node.Service is not { IsOpen: true } run ? "no service"
        : $"{(node.IsServing(now) ? "SERVES" : run.Exists ? "service runs" : "service starts")} with epoch {run.Epoch}, guard kills {Until(run.Deadline, node.Clock)}";

    private static string Until(TimeSpan? end, MachineClock clock) => end is { } known ? $"at {Seconds(clock.When(known))}" : "never";

    private static string Process(SimulatedProcess? process) => process switch
    {
        null => "unborn",
        { IsAlive: false } => "dead",
        { IsPaused: true } => "frozen",
        _ => "runs",
    };

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");
}
