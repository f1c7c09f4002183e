using System.Collections.Concurrent;
using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>
/// What the holder of the term tells nodes of their runs, and what they report. All in memory: a report that is not taken comes again with the next
/// heartbeat, until the run is no longer part of the node's desired state.
/// </summary>
/// <param name="ledger">The runs.</param>
/// <param name="clock">Measures waiting.</param>
public sealed class RunDesk(RunLedger ledger, TimeProvider clock)
{
    /// <summary>A run that its node says nothing of for so long is not given any more: it has another worker, or one without jobs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Watch> _watches = new();
    private readonly ConcurrentDictionary<Guid, (string Node, RunReport Report)> _reports = new();

    /// <summary>Rings when something was reported.</summary>
    internal Bell Bell { get; } = new(clock);

    /// <summary>The runs that are part of a node's desired state; null for none.</summary>
    /// <param name="state">The cluster.</param>
    /// <param name="node">The node.</param>
    /// <param name="active">Whether it is told that it has the role.</param>
    /// <param name="term">The term in which it is told.</param>
    /// <param name="now">On the monotonic clock.</param>
    internal IReadOnlyList<RunOrder>? OrdersFor(ClusterState state, Node node, bool active, long term, TimeSpan now)
    {
        if (!ledger.Book.InFlight.TryGetValue(node.Name, out var runs))
        {
            return null;
        }

        List<RunOrder> orders = [];
        foreach (var run in runs.Where(r => r.Start!.Boot == node.Facts.Boot))
        {
            var start = run.Start!;
            var watch = _watches.GetOrAdd(run.Id, _ => new(now));
            var cancel = state.CancelledRuns.Contains(run.Id) || (start.NeedsRole && !active);
            if (orders.Count == RunReport.MostRuns)
            {
                // It waits for its turn.
                watch.GivenAt = now;
            }
            else if (cancel || watch.IsHeard || run.Status == RunStatus.Running || now - (watch.FirstGivenAt ??= now) <= Patience)
            {
                // Whoever is told to end it cannot begin it any more.
                watch.GivenAt = cancel ? watch.GivenAt : now;
                orders.Add(new(
                    run.Id, term, run.Job, start.Action, start.Arguments, start.TimeLimit, run.Planned.FireTime, run.Planned.Attempt, start.NeedsRole, cancel));
            }
        }

        return orders.Count > 0 ? orders : null;
    }

    /// <summary>Notes what a heartbeat says of runs, and that it does not know a run of an earlier process of its node.</summary>
    internal void Note(string node, HeartbeatRequest heartbeat, TimeSpan now)
    {
        if (!ledger.Book.InFlight.TryGetValue(node, out var runs))
        {
            return;
        }

        foreach (var run in runs)
        {
            var watch = _watches.GetOrAdd(run.Id, _ => new(now));
            if (heartbeat.Runs?.FirstOrDefault(r => r.Run == run.Id) is { } report)
            {
                watch.IsHeard = true;
                if (report.State is not RunState.Dispatched && (report.State is not RunState.Running || run.Status == RunStatus.Dispatched))
                {
                    _reports[run.Id] = (node, report);
                    Bell.Ring();
                }
            }
            else if (run.Start!.Boot != heartbeat.Boot && watch.UnknownTo != heartbeat.Boot)
            {
                watch.UnknownTo = heartbeat.Boot;
                Bell.Ring();
            }
        }
    }

    /// <summary>What an older term has told counts from now on in a new one.</summary>
    internal void BeginTerm()
    {
        _watches.Clear();
        _reports.Clear();
    }

    /// <summary>Takes the reports that came.</summary>
    internal IReadOnlyList<(string Node, RunReport Report)> TakeReports()
    {
        List<(string, RunReport)> taken = [];
        foreach (var id in _reports.Keys)
        {
            if (_reports.TryRemove(id, out var report))
            {
                taken.Add(report);
            }
        }

        return taken;
    }

    /// <summary>How long ago the node of a run was last told of it in this term, or this term began to look; and which process does not know it.</summary>
    internal (TimeSpan SinceGiven, Guid? UnknownTo) Look(Run run, TimeSpan now)
    {
        var watch = _watches.GetOrAdd(run.Id, _ => new(now));
        return (now - watch.GivenAt, watch.UnknownTo);
    }

    /// <summary>Forgets the runs that have ended.</summary>
    internal void ForgetEnded()
    {
        var flying = ledger.Book.InFlight.Values.SelectMany(runs => runs).Select(r => r.Id).ToHashSet();
        foreach (var id in _watches.Keys.Where(id => !flying.Contains(id)))
        {
            _watches.TryRemove(id, out _);
        }
    }

    private sealed class Watch(TimeSpan seenAt)
    {
        private long _givenAt = seenAt.Ticks;

        public TimeSpan GivenAt
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _givenAt));
            set => Interlocked.Exchange(ref _givenAt, value.Ticks);
        }

        public TimeSpan? FirstGivenAt { get; set; }

        public bool IsHeard { get; set; }

        public Guid? UnknownTo { get; set; }
    }
}
