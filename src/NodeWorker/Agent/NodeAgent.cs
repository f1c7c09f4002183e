using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Leases;

namespace EventCluster.NodeWorker.Agent;

/// <summary>
/// What a node does about its role, as a pure state machine: inputs go in with the instant at which they happen (on the boot clock), the next state
/// and the effects come out. It reads no clock and does no work, so that a simulation can run it.
/// </summary>
/// <remarks>
/// The invariants, whatever is lost, late or doubled:
/// <list type="number">
/// <item>the service is started only while the lease holds, and is killed as soon as the lease has run out;</item>
/// <item>an epoch is reported as released only when its service is certainly stopped;</item>
/// <item>an epoch that was let go, or that was given before the node was told to stand by, is never taken up;</item>
/// <item>once the role is being let go nothing extends it, and the first cause is the one reported.</item>
/// </list>
/// </remarks>
/// <param name="Boot">Identity of the worker's process.</param>
public sealed partial record NodeAgent(Guid Boot)
{
    /// <summary>After a kill that was not confirmed it is ordered again this often.</summary>
    public static readonly TimeSpan KillAgainAfter = TimeSpan.FromSeconds(5);

    private const string Declined = "the node was told to stand by before it had taken the role up";

    /// <summary>What it may believe about its role.</summary>
    public NodeLease Lease { get; private init; } = NodeLease.Nothing;

    /// <summary>Sequence of the newest heartbeat sent.</summary>
    public long Sent { get; private init; }

    /// <summary>Sequence of the newest heartbeat whose answer was obeyed.</summary>
    public long Heard { get; private init; }

    /// <summary>The newest desired state; null until the first answer.</summary>
    public DesiredState? Desired { get; private init; }

    /// <summary>Its service.</summary>
    public ServiceRun Service { get; private init; } = ServiceRun.None;

    /// <summary>The role is being let go; null while it is kept.</summary>
    public Release? Ending { get; private init; }

    /// <summary>The last epoch let go; null for none.</summary>
    public Release? Released { get; private init; }

    /// <summary>Configuration generation with which the web part was started.</summary>
    public int WebGeneration { get; private init; }

    /// <summary>A restart that goes on; null for none.</summary>
    public Guid? Restarting { get; private init; }

    /// <summary>The newest restart carried out.</summary>
    public Guid? RestartDone { get; private init; }

    /// <summary>The worker stops in order, or was told that it is no longer part of the cluster: it takes no role any more.</summary>
    public bool Retired { get; private init; }

    /// <summary>The worker stops in order.</summary>
    public bool Leaving { get; private init; }

    /// <summary>True once a worker that leaves has nothing left to stop.</summary>
    public bool MayExit => Leaving && Lease.Epoch == 0 && !Service.Exists;

    /// <summary>When <see cref="Tick"/> is due at the latest; null when nothing is waited for.</summary>
    public TimeSpan? NextTick
    {
        get
        {
            var expiry = Lease.Epoch > 0 && !Service.Killed ? Lease.ValidUntil : null;
            return Earliest(expiry, Earliest(Service.StartBy, Service.KillAt));
        }
    }

    /// <summary>The next heartbeat. The caller has read <c>sentAt</c> before and sends it afterwards.</summary>
    public (NodeAgent Next, HeartbeatRequest Request) Send(IReadOnlyList<CheckResult> checks)
    {
        var release = Released?.Epoch == Lease.LetGo ? Released : Lease.LetGo > 0 ? new(Lease.LetGo, ReleaseCause.Ordered, Declined) : null;
        var request = new HeartbeatRequest(
            Boot, Sent + 1, Lease.Epoch, release?.Epoch ?? 0, release?.Cause, release?.Reason, Lease.Lease, Service.State, WebGeneration,
            Service.Generation, RestartDone, MayExit, checks, Lease.ClusterVersion);
        return (this with { Sent = Sent + 1 }, request);
    }

    /// <summary>A heartbeat was answered.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="sentAt">When that heartbeat was sent.</param>
    /// <param name="now">This instant.</param>
    public AgentStep Answer(HeartbeatReply reply, TimeSpan sentAt, TimeSpan now) => Step(effects =>
    {
        // What has run out is not revived: expiry is judged first.
        var agent = Judge(now, effects);
        return reply.Sequence <= agent.Heard || reply.Sequence > agent.Sent
            ? agent
            : (agent with { Heard = reply.Sequence, Desired = reply.Desired }).Obey(reply, sentAt, now, effects).Judge(now, effects);
    });

    /// <summary>The process was admitted. The answer gives no role; it counts only until a heartbeat is answered.</summary>
    public NodeAgent Joined(DesiredState desired) => Heard > 0 ? this : this with { Desired = desired, WebGeneration = desired.Generation };

    /// <summary>Time has passed.</summary>
    public AgentStep Tick(TimeSpan now) => Step(effects => Judge(now, effects));

    /// <summary>The worker is to stop in order.</summary>
    public AgentStep Leave(TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects) with { Leaving = true, Retired = true };
        effects.Add(new SendHeartbeat());
        return agent.LetGo(ReleaseCause.Leaving, "the worker stops", kill: false, now, effects);
    });

    /// <summary>The control plane says that this process is not part of the cluster any more.</summary>
    public AgentStep Retire(string why, TimeSpan now) => Step(effects =>
        (Judge(now, effects) with { Retired = true }).LetGo(ReleaseCause.Ordered, why, kill: false, now, effects));

    private AgentStep Step(Func<List<AgentEffect>, NodeAgent> change)
    {
        var effects = new List<AgentEffect>();
        var next = change(effects);
        return new(next, effects);
    }

    private static TimeSpan? Earliest(TimeSpan? a, TimeSpan? b) => a is { } x && b is { } y ? (x < y ? x : y) : a ?? b;
}
