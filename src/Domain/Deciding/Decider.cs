using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.Failover;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.Settings;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Deciding;

/// <summary>What a command does to the cluster as it stands. Pure: the same state, command and context give the same answer.</summary>
public static class Decider
{
    private const int LongestClusterName = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(7);

    /// <summary>Decides. A command whose wish holds already is accepted without events.</summary>
    public static Decision Decide(ClusterState state, ClusterCommand command, CommandContext context)
    {
        if (context.Term is { } term && command is not ActivateScheduler && term != state.Scheduler?.Term)
        {
            return new Refused(
                RefusalCodes.StaleTerm, $"It acts in term {term}, but term {state.Scheduler?.Term ?? 0} has begun.", null, Recorded: false);
        }

        return command switch
        {
            CreateCluster c => Create(state, c),
            ActivateScheduler c => Activate(state, c),
            IssueToken c => state.Tokens.ContainsKey(c.Hash) ? Decision.Unchanged : Decision.Accept(new TokenIssued(c.TokenName, c.Role, c.Hash)),
            JoinNode c => NodeDecisions.Join(state, c),
            RemoveNode c => NodeDecisions.Remove(state, c),
            DrainNode c => NodeDecisions.Drain(state, c),
            ResumeNode c => NodeDecisions.Resume(state, c),
            RestartNode c => NodeDecisions.Restart(state, c, context),
            EnableHighAvailability => state.HighAvailability ? Decision.Unchanged : Decision.Accept(new HighAvailabilityEnabled()),
            DisableHighAvailability => state.HighAvailability ? Decision.Accept(new HighAvailabilityDisabled()) : Decision.Unchanged,
            EnableLoadBalancing => state.LoadBalancing ? Decision.Unchanged : Decision.Accept(new LoadBalancingEnabled()),
            DisableLoadBalancing => state.LoadBalancing ? Decision.Accept(new LoadBalancingDisabled()) : Decision.Unchanged,
            PauseAutomation c => Pause(state, c, context),
            ResumeAutomation => state.Pause is null ? Decision.Unchanged : Decision.Accept(new AutomationResumed(ByTime: false)),
            RequestSwitchover c => MoveDecisions.Switchover(state, c),
            ForceFailover c => MoveDecisions.Failover(state, c),
            ChangeConfiguration c => Configure(state, c),
            JoinInstance c => InstanceDecisions.Join(state, c),
            LeaveInstance c => InstanceDecisions.Leave(state, c),
            RemoveInstance c => InstanceDecisions.Remove(state, c),
            JobCommand c => JobDecisions.Decide(state, c, context),
            NoteBroker c => Note(state, c),
            JudgeCluster c => new Accepted(Judgement.Judge(state, c.View, context)),
            _ => throw new ArgumentException($"There is no rule for {command.Name}.", nameof(command)),
        };
    }

    private static Decision Create(ClusterState state, CreateCluster command) =>
        state.Name.Length > 0 ? Decision.Unchanged
        : command.Cluster.Length is 0 or > LongestClusterName ? Invalid("name", $"has {command.Cluster.Length} characters; it must have 1 to {LongestClusterName}.")
        : Profiles.Find(command.Profile) is null ? Invalid("profile", $"is \"{command.Profile}\"; it must be one of {string.Join(", ", Profiles.Names)}.")
        : Decision.Accept(new ClusterCreated(command.Cluster, command.Profile));

    private static Decision Activate(ClusterState state, ActivateScheduler command) => state.Scheduler is { } s && s.Term >= command.Term
        ? new Refused(RefusalCodes.StaleTerm, $"Term {command.Term} cannot begin: term {s.Term} has begun on {s.Instance}.", null, Recorded: false)
        : Decision.Accept([new SchedulerActivated(command.Term, command.Instance, command.Address, command.Because), .. BuiltInJobs.Missing(state)]);

    private static Decision Note(ClusterState state, NoteBroker command) =>
        state.BrokerOutage is null == command.Problem is null ? Decision.Unchanged
        : command.Problem is { } problem ? Decision.Accept(new BrokerLost(command.Broker, problem))
        : Decision.Accept(new BrokerRecovered(command.Broker));

    private static Decision Pause(ClusterState state, PauseAutomation command, CommandContext context)
    {
        if (command.Until is { } until && (until <= context.Now || until > context.Now + LongestPause))
        {
            return Invalid("until", $"is {until:O}; it must lie in the future, at most {LongestPause.TotalDays} days ahead (it is {context.Now:O}).");
        }

        return state.Pause is { } pause && pause.Until == command.Until ? Decision.Unchanged : Decision.Accept(new AutomationPaused(command.Until));
    }

    private static Decision Configure(ClusterState state, ChangeConfiguration command)
    {
        if (command.Node is { } node && !state.Nodes.ContainsKey(node))
        {
            return NodeDecisions.Unknown(state, node);
        }

        var (changes, errors) = ConfigurationRules.Change(state.Configuration, command.Node, command.Set, command.Remove);
        if (errors.Count > 0)
        {
            return new Refused(
                RefusalCodes.ValidationFailed, string.Join(" ", errors.SelectMany(e => e.Value.Select(w => e.Key == "timings" ? w : $"'{e.Key}' {w}"))), errors);
        }

        if (changes.FirstOrDefault(c => c.Name == SettingCatalog.StoreOutage) is { New: "hold" } && InstanceDecisions.WithoutCommonKey(state) is { } why)
        {
            return Invalid(SettingCatalog.StoreOutage, why);
        }

        return changes.Count == 0 ? Decision.Unchanged : Decision.Accept(new ConfigurationChanged(state.Configuration.Generation + 1, command.Node, changes));
    }

    /// <summary>Refuses one value.</summary>
    internal static Refused Invalid(string name, string what) =>
        new Refused(RefusalCodes.ValidationFailed, $"'{name}' {what}", new Dictionary<string, string[]> { [name] = [what] });
}
