using System.Collections.Concurrent;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>What this instance has recorded of runs since its start, while it held the term.</summary>
internal sealed class JobCounters
{
    private readonly ConcurrentDictionary<RunStatus, long> _outcomes = new();
    private readonly Lock _gate = new();
    private long _missed;
    private long _dispatched;
    private TimeSpan _delays;
    private TimeSpan _longest;

    /// <summary>How runs ended, or that they were skipped.</summary>
    internal IReadOnlyDictionary<RunStatus, long> Outcomes => _outcomes;

    /// <summary>Fire times that were missed; runs that were given by their schedule, with the sum and the longest of their delays.</summary>
    internal (long Missed, long Dispatched, TimeSpan Delays, TimeSpan Longest) Totals
    {
        get
        {
            lock (_gate)
            {
                return (_missed, _dispatched, _delays, _longest);
            }
        }
    }

    /// <summary>Counts what was recorded.</summary>
    internal void Count(IReadOnlyList<RunEvent> events)
    {
        foreach (var e in events)
        {
            switch (e)
            {
                case RunEnded ended:
                    _outcomes.AddOrUpdate(ended.Status, 1, (_, count) => count + 1);
                    break;
                case RunSkipped:
                    _outcomes.AddOrUpdate(RunStatus.Skipped, 1, (_, count) => count + 1);
                    break;
                case RunMissed missed:
                    Add(missed.Count, null);
                    break;
                case RunStarted { Planned: { Request: null, RetryOf: null } planned } started:
                    Add(0, started.At - planned.FireTime);
                    break;
            }
        }
    }

    private void Add(int missed, TimeSpan? delay)
    {
        lock (_gate)
        {
            _missed += missed;
            if (delay is { } late)
            {
                _dispatched++;
                _delays += late;
                _longest = late > _longest ? late : _longest;
            }
        }
    }
}
