using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Checks;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Agent;

/// <summary>
/// Runs the agent: one input at a time, its effects in their order. Inputs come from several threads; no effect waits for anything.
/// </summary>
/// <param name="agent">The agent as it starts.</param>
/// <param name="service">Carries out what it decides about the service; null without the role.</param>
/// <param name="runs">Carries out runs of jobs.</param>
/// <param name="restart">Restarts the rest of the product, away from the caller, and says when that is over.</param>
/// <param name="checks">The newest results of the checks.</param>
/// <param name="record">Keeps the newest state on disk, soon.</param>
/// <param name="known">What the process before this one knew.</param>
/// <param name="newSignal">Makes what the loops wait on.</param>
/// <param name="clock">The boot clock.</param>
/// <param name="log">Shows what happens.</param>
public sealed partial class AgentHost(
    NodeAgent agent, Func<AgentHost, IServiceControl?> service, RunHost runs, Func<Guid, Task> restart, CheckBoard checks, Action<WorkerState> record, WorkerState known,
    Func<ISignal> newSignal, TimeProvider clock, ILogger<AgentHost> log)
{
    private static readonly TimeSpan EndlessSilence = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Queue<AgentEffect> _effects = new();
    private readonly TaskCompletionSource _mayExit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WorkerState _known = known;
    private IServiceControl? _service;
    private bool _carryingOut;
    private NodeAgent _agent = agent;

    /// <summary>Set when a heartbeat is wanted at once.</summary>
    public ISignal HeartbeatWanted { get; } = newSignal();

    /// <summary>Set when the next deadline may have moved.</summary>
    public ISignal DeadlineMoved { get; } = newSignal();

    /// <summary>Completed once a worker that leaves has nothing left to stop.</summary>
    public Task MayExit => _mayExit.Task;

    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; private set; } = "";

    /// <summary>The agent now.</summary>
    public NodeAgent Agent => Volatile.Read(ref _agent);

    /// <summary>The newest desired state, of this process or of the one before.</summary>
    public DesiredState? Desired => Agent.Desired ?? _known.Desired;

    /// <summary>The process was admitted.</summary>
    public void Joined(JoinReply reply)
    {
        Cluster = reply.Cluster;
        Apply((agent, _) => new(agent.Joined(reply.Reply.Desired), [new SendHeartbeat()]));
    }

    /// <summary>The next heartbeat, and when it was begun.</summary>
    public (HeartbeatRequest Request, TimeSpan SentAt) NextHeartbeat()
    {
        lock (_gate)
        {
            var sentAt = clock.Now();
            (_agent, var request) = _agent.Send(checks.Results);
            return (request with { Runs = runs.Reports, Leaving = request.Leaving && runs.Book.IsIdle }, sentAt);
        }
    }

    /// <summary>A heartbeat was answered.</summary>
    public void Answered(HeartbeatReply reply, TimeSpan sentAt)
    {
        var isNew = false;
        Apply((agent, now) =>
        {
            var step = agent.Answer(reply, sentAt, now);
            isNew = step.Next.Heard > agent.Heard;
            return step;
        });
        if (isNew)
        {
            runs.Answered(reply, sentAt);
            DeadlineMoved.Set();
        }

        if (_service is { } guarded)
        {
            guarded.SilenceLimit = SilenceLimit(reply.Desired);
        }
    }

    /// <summary>True while nothing runs and no deadline is waited for: only <see cref="DeadlineMoved"/> makes that end.</summary>
    public bool IsIdle => Agent is { NextTick: null, Service.Exists: false } && runs.Book.IsIdle;

    /// <summary>Judges the deadlines.</summary>
    public void Tick() => Apply((agent, now) => agent.Tick(now));

    /// <summary>Keeps the guards and the runs in order.</summary>
    public void Watch()
    {
        _service?.Watch();
        runs.Tick();
    }

    /// <summary>The worker is to stop in order.</summary>
    public void Leave()
    {
        runs.Leave("the worker stops");
        Apply((agent, now) => agent.Leave(now));
    }

    /// <summary>This process is not part of the cluster any more.</summary>
    public void Retire(string why)
    {
        runs.Leave("this process is no part of the cluster any more");
        Apply((agent, now) => agent.Retire(why, now));
    }

    /// <summary>Reports about the service.</summary>
    public void Reported(ServiceReport report)
    {
        LogService(report.Event, report.Detail);
        Apply((agent, now) => report.Event switch
        {
            ServiceEvent.Started => agent.Started(report.Run, now),
            ServiceEvent.StopFailed => agent.StopFailed(report.Run, now),
            ServiceEvent.GuardLost => agent.GuardLost(report.Run, report.Detail, now),
            _ => agent.Exited(report.Run, report.Event == ServiceEvent.StartFailed, report.Detail, now),
        });
    }

    /// <summary>Creates the service's side and that of runs; called once before anything else.</summary>
    public void Begin()
    {
        _service = service(this);
        runs.Changed += () => Apply((agent, _) => new(agent, [new SendHeartbeat()]));
        runs.Begin();
    }

    private static TimeSpan SilenceLimit(DesiredState desired)
    {
        var twoIntervals = desired.HeartbeatInterval * 2;
        var third = desired.Lease / 3 ?? EndlessSilence;
        return third > twoIntervals ? third : twoIntervals;
    }

    private void Apply(Func<NodeAgent, TimeSpan, AgentStep> input)
    {
        lock (_gate)
        {
            var before = _agent;
            var step = input(before, clock.Now());
            _agent = step.Next;
            foreach (var effect in step.Effects)
            {
                _effects.Enqueue(effect);
            }

            LogChange(before, step.Next);
            CarryOut();
            runs.Hold(_agent is { Ending: null, Lease: var lease } ? new(lease.Epoch, lease.ValidUntil) : default);
            record(new(_agent.Lease.Epoch, Desired is { Runs: not null } desired ? desired with { Runs = null } : Desired, _service?.Trace));
            if (_agent.MayExit && runs.Book.IsIdle)
            {
                _mayExit.TrySetResult();
            }
        }

        DeadlineMoved.Set();
    }

    /// <summary>An effect may lead to another input at once; its effects then wait for their turn.</summary>
    private void CarryOut()
    {
        if (_carryingOut)
        {
            return;
        }

        _carryingOut = true;
        while (_effects.TryDequeue(out var effect))
        {
            CarryOut(effect);
        }

        _carryingOut = false;
    }

    private void CarryOut(AgentEffect effect)
    {
        switch (effect)
        {
            case SendHeartbeat:
                HeartbeatWanted.Set();
                break;
            case StartService start when _service is null:
                Reported(new(start.Run, ServiceEvent.StartFailed, "this node has not the role 'service'"));
                break;
            case StartService start:
                _service.Start(start, Cluster);
                break;
            case StopService stop:
                _service?.Stop(stop);
                break;
            case KillService kill:
                _service?.Kill(kill);
                break;
            case MoveDeadline move:
                _service?.Move(move);
                break;
            case RestartProduct request:
                _ = RestartAsync(request.Request);
                break;
        }
    }

    private async Task RestartAsync(Guid request)
    {
        await restart(request).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Apply((agent, now) => agent.ProductRestarted(request, now));
    }

    private void LogChange(NodeAgent before, NodeAgent after)
    {
        if (before.Lease.Epoch == after.Lease.Epoch)
        {
            return;
        }

        if (after.Lease.Epoch > 0)
        {
            LogTaken(after.Lease.Epoch, after.Desired?.Reason ?? "");
        }
        else
        {
            LogReleased(before.Lease.Epoch, after.Released?.Cause, after.Released?.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Active with epoch {Epoch}: {Reason}")]
    private partial void LogTaken(long epoch, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Epoch {Epoch} is let go ({Cause}): {Reason}")]
    private partial void LogReleased(long epoch, ReleaseCause? cause, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Service {Event}: {Detail}")]
    private partial void LogService(ServiceEvent @event, string detail);
}
