using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Agent;

namespace EventCluster.NodeWorker.Tests.Agent;

/// <summary>Drives an agent step by step, under a clock that the test moves.</summary>
internal sealed class AgentScript
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private readonly Dictionary<long, TimeSpan> _sentAt = [];

    internal NodeAgent Agent { get; private set; } = new(Guid.Parse("018f0000-0000-7000-8000-000000000001"));

    internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    /// <summary>Effects of the last step.</summary>
    internal IReadOnlyList<AgentEffect> Effects { get; private set; } = [];

    internal HeartbeatRequest LastRequest { get; private set; } = null!;

    internal static DesiredState Active(long epoch, TimeSpan? lease, Guid? restart = null) => Wanted(NodeRole.Active, epoch, lease, restart);

    internal static DesiredState Active(long epoch, Guid? restart = null) => Wanted(NodeRole.Active, epoch, Lease, restart);

    internal static DesiredState Standby(long epoch = 0, Guid? restart = null) => Wanted(NodeRole.Standby, epoch, null, restart);

    internal AgentScript Wait(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    internal AgentScript Send()
    {
        (Agent, LastRequest) = Agent.Send([]);
        _sentAt[LastRequest.Sequence] = Now;
        return this;
    }

    internal AgentScript Answer(DesiredState desired, long? sequence = null)
    {
        var answered = sequence ?? Agent.Sent;
        return Do(agent => agent.Answer(new(answered, 1, 1, desired), _sentAt[answered], Now));
    }

    /// <summary>A heartbeat and its answer at the same instant.</summary>
    internal AgentScript Beat(DesiredState desired) => Send().Answer(desired);

    internal AgentScript Tick() => Do(agent => agent.Tick(Now));

    internal AgentScript Started(long run = 1) => Do(agent => agent.Started(run, Now));

    internal AgentScript Exited(long run = 1, bool failed = false) => Do(agent => agent.Exited(run, failed, "it ended", Now));

    internal AgentScript StopFailed(long run = 1) => Do(agent => agent.StopFailed(run, Now));

    internal AgentScript GuardLost(long run = 1) => Do(agent => agent.GuardLost(run, "the guard is gone", Now));

    internal AgentScript Leave() => Do(agent => agent.Leave(Now));

    internal AgentScript Retire() => Do(agent => agent.Retire("another process is this node", Now));

    internal AgentScript ProductRestarted(Guid request) => Do(agent => agent.ProductRestarted(request, Now));

    /// <summary>Active with epoch 1, its service running.</summary>
    internal static AgentScript Running(TimeSpan? lease) => new AgentScript().Beat(Active(1, lease)).Started();

    internal static AgentScript Running() => Running(Lease);

    private static DesiredState Wanted(NodeRole role, long epoch, TimeSpan? lease, Guid? restart) =>
        new(role, epoch, lease, "a reason", WebState.Serve, TimeSpan.FromSeconds(1), StartTimeout, StopTimeout, 7, restart);

    private AgentScript Do(Func<NodeAgent, AgentStep> input)
    {
        (Agent, Effects) = input(Agent);
        return this;
    }
}
