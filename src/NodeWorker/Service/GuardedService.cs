using EventCluster.Hosting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Settings;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Service;

/// <summary>
/// Carries out what the agent decides about the service: through its guard while that answers, by its own hand when it does not. No call waits for the
/// service; what becomes of it is reported.
/// </summary>
public sealed class GuardedService : IServiceControl, IDisposable
{
    private static readonly TimeSpan KillConfirmation = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly ServiceSettings _settings;
    private readonly ServiceEnvironment _environment;
    private readonly TimeProvider _clock;
    private readonly Action<ServiceReport> _report;
    private readonly Action<string> _warn;
    private readonly ServiceLog _log;
    private readonly LeaseFile _leaseFile;
    private readonly GuardPool _guards;
    private readonly GuardlessEnd _guardlessEnd;
    private GuardedRun? _run;

    /// <summary>Makes it, with nothing started.</summary>
    public GuardedService(
        ServiceSettings settings, ServiceEnvironment environment, DataDirectory data, string setPriv, TimeProvider clock, Action<ServiceReport> report,
        Action<string> warn)
    {
        (_settings, _environment, _clock, _report, _warn) = (settings, environment, clock, report, warn);
        _log = new(data.ServiceLog);
        _leaseFile = new(data.LeaseFile);
        _guardlessEnd = new(settings, environment.Mark, clock);
        _guards = new(new(setPriv, data.GuardLockFile), clock, (_, output) => _log.Append(output), Heard, Gone, warn);
    }

    /// <inheritdoc/>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.MaxValue;

    /// <inheritdoc/>
    public ServiceTrace? Trace
    {
        get
        {
            lock (_gate)
            {
                return _run is { IsOrdered: true } run ? new(run.Trace.Guard, run.Trace.Service, _settings.HasHooks) : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Start(StartService start, string cluster)
    {
        var variables = _environment.For(cluster, start.Epoch, start.Reason, start.Generation).Select(variable => $"{variable.Key}={variable.Value}");
        var order = new GuardOrder(
            GuardClock.From(start.Deadline), GuardClock.From(_settings.StopBound), _settings.HasHooks ? _settings.Activate : _settings.Command,
            _settings.Deactivate, [.. variables]);
        string? problem;
        lock (_gate)
        {
            problem = Begin(start, order);
        }

        if (problem is not null)
        {
            _report(new(start.Run, ServiceEvent.StartFailed, problem));
        }
    }

    /// <inheritdoc/>
    public void Stop(StopService stop) => With(stop.Run, run =>
    {
        if (run.IsOrdered)
        {
            run.Guard.Send(FrameKind.Stop, GuardClock.From(stop.Limit));
        }
        else
        {
            // Nothing runs yet, and the guard ends without having started anything.
            run.Guard.Dismiss();
        }
    });

    /// <inheritdoc/>
    public void Kill(KillService kill) => With(kill.Run, run =>
    {
        if (!run.IsOrdered)
        {
            run.Guard.Kill();
        }
        else if (run.IsGuardGone && !run.IsEnding)
        {
            run.IsEnding = true;
            _ = Task.Run(() => EndWithoutGuardAsync(run));
        }
        else if (!run.IsGuardGone)
        {
            run.Kill(_clock.Now());
            if (run.Pid > 0)
            {
                // The guard may hang.
                _ = Native.Kill(-run.Pid, Native.SigKill);
            }
        }
    });

    /// <inheritdoc/>
    public void Move(MoveDeadline move) => With(move.Run, run =>
    {
        Disk(() => _leaseFile.Announce(move.Deadline));
        run.Move(move.Deadline, _clock.Now());
    });

    /// <inheritdoc/>
    public void Watch()
    {
        bool isStarting;
        lock (_gate)
        {
            if (_run is { IsGuardGone: false } run)
            {
                if (run.IsSilent(_clock.Now(), SilenceLimit, KillConfirmation + (_settings.HasHooks ? _settings.StopBound : TimeSpan.Zero)))
                {
                    _warn($"the guard {run.Guard.Pid} does not answer and is killed");
                    run.Guard.Kill();
                }
            }

            isStarting = _run is { HasStarted: false };
        }

        // The next guard must not take the processor from a service that starts.
        if (!isStarting)
        {
            _guards.Replenish();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guards.Close();
        _log.Dispose();
    }

    private string? Begin(StartService start, GuardOrder order)
    {
        try
        {
            _leaseFile.Begin(start.Epoch, start.Deadline);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the lease file '{_leaseFile.Path}' cannot be written: {e.Message}";
        }

        if (_guards.Take() is not { } guard)
        {
            return "no guard can be started";
        }

        _run = new(start.Run, guard, order) { Trace = (ProcessTable.Identify(guard.Pid), null) };
        OrderWhenReady(_run);
        return null;
    }

    private void Heard(GuardProcess guard, GuardFrame frame)
    {
        ServiceReport? report = null;
        lock (_gate)
        {
            if (_run is not { } run || run.Guard != guard)
            {
                return;
            }

            run.Heard();
            switch (frame.Kind)
            {
                case FrameKind.Ready:
                    OrderWhenReady(run);
                    break;
                case FrameKind.Acknowledged:
                    run.Confirmed(frame.Number, _clock.Now());
                    Disk(() => _leaseFile.Confirm(GuardClock.To(frame.Number)));
                    break;
                case FrameKind.Started:
                    run.HasStarted = true;
                    run.Pid = (int)frame.Number;
                    run.Trace = (run.Trace.Guard, run.Pid > 0 ? ProcessTable.Identify(run.Pid) : null);
                    report = new(run.Number, ServiceEvent.Started, $"the service runs{(run.Pid > 0 ? $" as process {run.Pid}" : "")}");
                    break;
                case FrameKind.Exited:
                    report = Ended(run, ServiceEvent.Exited, $"the service {WaitStatus.Describe(frame.Number)}");
                    break;
                case FrameKind.StartFailed:
                    report = Ended(run, ServiceEvent.StartFailed, $"the service did not start: '{run.Order.Command[0]}' {WaitStatus.Describe(frame.Number)}");
                    break;
                case FrameKind.StopFailed:
                    run.KillAnswered();
                    report = new(run.Number, ServiceEvent.StopFailed, $"the deactivate hook '{_settings.Deactivate[0]}' {WaitStatus.Describe(frame.Number)}");
                    break;
            }
        }

        if (report is not null)
        {
            _report(report);
        }
    }

    private void OrderWhenReady(GuardedRun run)
    {
        if (!run.IsOrdered && run.Guard.IsReady)
        {
            run.IsOrdered = true;
            run.Guard.Start(run.Order);
        }
    }

    private void Gone(GuardProcess guard)
    {
        GuardedRun? lost;
        lock (_gate)
        {
            lost = _run?.Guard == guard ? _run : null;
            if (lost is not null)
            {
                (lost.IsGuardGone, lost.IsEnding) = (true, true);
            }
        }

        if (lost is not null)
        {
            _report(new(lost.Number, ServiceEvent.GuardLost, $"the guard {guard.Pid} of the service is gone"));
            EndWithoutGuardAsync(lost).GetAwaiter().GetResult();
        }
    }

    /// <summary>The guard is gone: what it guarded is ended from here.</summary>
    private async Task EndWithoutGuardAsync(GuardedRun run)
    {
        var problem = await _guardlessEnd.EndAsync(run);
        ServiceReport? report = null;
        lock (_gate)
        {
            run.IsEnding = false;
            if (_run == run)
            {
                report = problem is null
                    ? Ended(run, run.IsOrdered ? ServiceEvent.Exited : ServiceEvent.StartFailed, "the service was ended after its guard was gone")
                    : new(run.Number, ServiceEvent.StopFailed, problem);
            }
        }

        if (report is not null)
        {
            _report(report);
        }
    }

    private ServiceReport Ended(GuardedRun run, ServiceEvent how, string detail)
    {
        _run = null;
        Disk(_leaseFile.End);
        return new(run.Number, how, detail);
    }

    private void With(long number, Action<GuardedRun> act)
    {
        lock (_gate)
        {
            if (_run is { } run && run.Number == number)
            {
                act(run);
            }
        }
    }

    private void Disk(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The service sees its lease run out and stops: late news on disk are safe.
            _warn($"the lease file '{_leaseFile.Path}' cannot be written: {e.Message}");
        }
    }
}
