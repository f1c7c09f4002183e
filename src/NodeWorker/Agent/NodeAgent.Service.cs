using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Agent;

/// <summary>Starting, stopping and restarting the service. Reports about a run other than the newest are ignored.</summary>
public sealed partial record NodeAgent
{
    /// <summary>The service runs.</summary>
    public AgentStep Started(long run, TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects);
        if (run != agent.Service.Run || agent.Service.State != ServiceState.Starting)
        {
            return agent;
        }

        effects.Add(new SendHeartbeat());
        return agent with { Service = agent.Service with { State = ServiceState.Running, StartBy = null } };
    });

    /// <summary>The service is certainly stopped, whether asked for or not.</summary>
    /// <param name="run">Which start.</param>
    /// <param name="failedToStart">It never ran.</param>
    /// <param name="reason">How it ended, for people.</param>
    /// <param name="now">This instant.</param>
    public AgentStep Exited(long run, bool failedToStart, string reason, TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects);
        if (run != agent.Service.Run || !agent.Service.Exists)
        {
            return agent;
        }

        var asked = agent.Service.State == ServiceState.Stopping;
        agent = agent with { Service = ServiceRun.None with { Run = run } };
        if (agent.Ending is not null)
        {
            agent = agent.Done(effects);
        }
        else if (!asked)
        {
            var cause = failedToStart ? ReleaseCause.StartFailed : ReleaseCause.ServiceExited;
            agent = agent.LetGo(cause, reason, kill: true, now, effects);
        }

        if (agent.Restarting is { } request && asked)
        {
            effects.Add(new RestartProduct(request));
        }

        return agent;
    });

    /// <summary>A stop failed: the service may still run. It is tried again after <see cref="KillAgainAfter"/>, and nothing is reported as released.</summary>
    public AgentStep StopFailed(long run, TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects);
        return run == agent.Service.Run && agent.Service.Exists
            ? agent with { Service = agent.Service with { State = ServiceState.Stopping, KillAt = now + KillAgainAfter } }
            : agent;
    });

    /// <summary>The guard is gone or does not answer: nobody would stop the service in time, so it must go now.</summary>
    public AgentStep GuardLost(long run, string why, TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects);
        return run == agent.Service.Run && agent.Service.Exists
            ? agent.LetGo(ReleaseCause.ServiceExited, why, kill: true, now, effects)
            : agent;
    });

    /// <summary>The rest of the product was restarted, or failed to; in both cases the request is over.</summary>
    public AgentStep ProductRestarted(Guid request, TimeSpan now) => Step(effects =>
    {
        var agent = Judge(now, effects);
        if (agent.Restarting != request)
        {
            return agent;
        }

        effects.Add(new SendHeartbeat());
        var generation = agent.Desired?.Generation ?? agent.WebGeneration;
        return (agent with { Restarting = null, RestartDone = request, WebGeneration = generation }).StartWhenDue(now, effects);
    });

    private NodeAgent BeginRestart(TimeSpan now, List<AgentEffect> effects)
    {
        if (Restarting is not null || Retired || Desired?.Restart is not { } request || request == RestartDone)
        {
            return this;
        }

        var agent = this with { Restarting = request };
        if (!Service.Exists)
        {
            effects.Add(new RestartProduct(request));
            return agent;
        }

        return Service.Wanted ? agent.Stop(now, effects) : agent;
    }

    private NodeAgent StartWhenDue(TimeSpan now, List<AgentEffect> effects)
    {
        if (Desired is not { } desired || Service.Exists || Ending is not null || Restarting is not null || !Lease.Holds(now))
        {
            return this;
        }

        var service = new ServiceRun(Service.Run + 1, ServiceState.Starting, desired.Generation, now + desired.StartTimeout, null, false);
        effects.Add(new StartService(service.Run, Lease.Epoch, desired.Reason, desired.Generation, Lease.ValidUntil));
        return this with { Service = service };
    }

    private NodeAgent Stop(TimeSpan now, List<AgentEffect> effects)
    {
        var limit = Desired?.StopTimeout ?? TimeSpan.Zero;
        effects.Add(new StopService(Service.Run, limit));
        return this with { Service = Service with { State = ServiceState.Stopping, StartBy = null, KillAt = now + limit } };
    }

    private NodeAgent Kill(TimeSpan now, List<AgentEffect> effects)
    {
        effects.Add(new KillService(Service.Run));
        return this with { Service = Service with { State = ServiceState.Stopping, StartBy = null, KillAt = now + KillAgainAfter, Killed = true } };
    }
}
