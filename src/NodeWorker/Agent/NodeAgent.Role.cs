using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Leases;

namespace EventCluster.NodeWorker.Agent;

/// <summary>Taking the role up, keeping it, letting it go.</summary>
public sealed partial record NodeAgent
{
    private NodeAgent Obey(HeartbeatReply reply, TimeSpan sentAt, TimeSpan now, List<AgentEffect> effects)
    {
        var desired = reply.Desired;
        var agent = this;

        // A role that is being let go is not extended: the answer may be older than the decision. A process that has retired declines all.
        if (Ending is null)
        {
            var (lease, change) = Lease.Answer(
                reply.Sequence, sentAt, Sent, desired.Role == NodeRole.Active && !Retired, desired.Epoch, desired.Lease, now, reply.ClusterVersion);
            agent = agent with { Lease = lease };
            switch (change)
            {
                case LeaseChange.Granted:
                    agent = agent with { Service = agent.Service with { StartBy = now + desired.StartTimeout } };
                    break;
                case LeaseChange.Extended when agent.Service.Exists:
                    effects.Add(new MoveDeadline(agent.Service.Run, lease.ValidUntil));
                    break;
                case LeaseChange.MustRelease:
                    agent = agent.LetGo(ReleaseCause.Ordered, desired.Reason, kill: false, now, effects);
                    break;
            }
        }

        return agent.BeginRestart(now, effects).StartWhenDue(now, effects);
    }

    /// <summary>Judges every deadline.</summary>
    private NodeAgent Judge(TimeSpan now, List<AgentEffect> effects)
    {
        var agent = this;
        if (agent.Lease.HasExpired(now) && !agent.Service.Killed)
        {
            agent = agent.LetGo(ReleaseCause.LeaseExpired, "the lease ran out before the control plane extended it", kill: true, now, effects);
        }

        if (agent.Service.StartBy <= now)
        {
            agent = agent.LetGo(ReleaseCause.StartFailed, "the service did not start in time", kill: true, now, effects);
        }

        return agent.Service.KillAt <= now ? agent.Kill(now, effects) : agent;
    }

    private NodeAgent LetGo(ReleaseCause cause, string reason, bool kill, TimeSpan now, List<AgentEffect> effects)
    {
        if (Lease.Epoch == 0)
        {
            return this;
        }

        var agent = this with { Ending = Ending ?? new(Lease.Epoch, cause, reason), Service = Service with { StartBy = null } };
        return agent.Service.State switch
        {
            ServiceState.Stopped => agent.Done(effects),
            _ when kill => agent.Kill(now, effects),
            ServiceState.Stopping => agent,
            _ => agent.Stop(now, effects),
        };
    }

    /// <summary>The service is certainly stopped: only now is the epoch let go and reported.</summary>
    private NodeAgent Done(List<AgentEffect> effects)
    {
        effects.Add(new SendHeartbeat());
        return this with { Lease = Lease.Release(Sent), Released = Ending, Ending = null };
    }
}
