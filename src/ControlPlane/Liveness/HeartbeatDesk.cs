using System.Collections.Concurrent;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Events;
using EventCluster.Domain.Failover;
using EventCluster.Domain.History;
using EventCluster.Domain.Leases;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>
/// Answers heartbeats with the whole desired state, in memory, and notes what they say for the judge. Only the holder of the term answers:
/// its validity is asked for again after the answer was composed, right before it is given.
/// </summary>
public sealed class HeartbeatDesk
{
    private const int FailuresKept = 16;
    private readonly SightBook _sights = new();
    private readonly SightBook _heard = new();
    private readonly ConcurrentDictionary<string, (long Epoch, TimeSpan At)> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _joins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan[]> _failures = new(StringComparer.Ordinal);
    private readonly ClusterLog _log;
    private readonly TermHolder _term;
    private readonly HeartbeatRecorder _recorder;
    private readonly RunDesk _runs;
    private readonly JudgeBell _bell;
    private readonly ControlPlaneSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Lock _granting = new();
    private long _termSeen;
    private long _answered;

    /// <summary>Listens to the history for signals and failures.</summary>
    public HeartbeatDesk(ClusterLog log, TermHolder term, HeartbeatRecorder recorder, RunDesk runs, JudgeBell bell, ControlPlaneSettings settings, TimeProvider clock)
    {
        (_log, _term, _recorder, _runs, _bell, _settings, _clock) = (log, term, recorder, runs, bell, settings, clock);
        log.Folded += OnFolded;
    }

    /// <summary>Signals to nodes whose desired state may have changed.</summary>
    public SignalFeed Signals { get; } = new();

    /// <summary>How many heartbeats were answered since the start.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Whether this instance may answer at this moment.</summary>
    public bool MayAnswer => _term.MayAnswer;

    /// <summary>Notes and answers a heartbeat.</summary>
    public HeartbeatResult Receive(string node, HeartbeatRequest heartbeat, string channel)
    {
        var now = _clock.Now();
        if (_term.Answering is not { } term)
        {
            return new HeartbeatResult.NotLeader(_log.State.Scheduler?.Address);
        }

        BeginTerm(term.Term);
        if (!_log.State.Nodes.TryGetValue(node, out var known))
        {
            return new HeartbeatResult.Unknown();
        }

        if (known.Facts.Boot != heartbeat.Boot)
        {
            return new HeartbeatResult.Superseded($"A newer process of {node} has joined; this one must stop.");
        }

        Note(node, heartbeat, channel, now);
        var reply = Answer(known, heartbeat.Sequence);
        if (_term.Answering?.Term != term.Term)
        {
            return new HeartbeatResult.NotLeader(_log.State.Scheduler?.Address);
        }

        Interlocked.Increment(ref _answered);
        return new HeartbeatResult.Answered(reply);
    }

    /// <summary>Keeps a heartbeat that this instance may not answer, for showing. Nothing that is judged or answered rests on it.</summary>
    public void Hear(string node, HeartbeatRequest heartbeat, string channel)
    {
        if (_log.State.Nodes.TryGetValue(node, out var known) && known.Facts.Boot == heartbeat.Boot)
        {
            _heard.Note(node, heartbeat, _clock, channel);
        }
    }

    /// <summary>The desired state of a node, as the answer to one of its heartbeats.</summary>
    public HeartbeatReply Answer(Node node, long sequence)
    {
        // Giving and judging exclude each other: the judge counts a node as fenced either before this grant, and then it is not given,
        // or with this grant in view, and then it is not fenced.
        lock (_granting)
        {
            var state = _log.State;
            var now = _clock.Now();
            var active = state.ShallBeActive(node) && !IsFenced(state, node, now);
            if (active)
            {
                // The node counts from its sending, which was before this; so this is never too early for the fence.
                _grants[node.Name] = (state.Epoch, now);
            }

            var term = _term.Answering?.Term ?? 0;
            return new(sequence, term, state.Version, DesiredStates.For(state, node, active, _runs.OrdersFor(state, node, active, term, now)));
        }
    }

    /// <summary>The newest heartbeat of a node that this instance received; null without one.</summary>
    public NodeSight? LastSeen(string node) =>
        (_sights.Find(node), _heard.Find(node)) is var (judged, heard) && judged?.ReceivedAt >= heard?.ReceivedAt ? judged : heard ?? judged;

    /// <summary>How long the lease of a node goes on at most, as this instance answered it; null where it does not answer, or the role has no end.</summary>
    public TimeSpan? LeaseRemaining(string node) =>
        _term.MayAnswer && _grants.TryGetValue(node, out var grant) && _log.State.Holder is { } holder && holder.Epoch == grant.Epoch && holder.LeaseBound is { } lease
            ? lease - (_clock.Now() - grant.At)
            : null;

    /// <summary>How long until the holder is certainly fenced, unless it is answered again; null where that is not known to the moment.</summary>
    internal TimeSpan? UntilFenced()
    {
        var state = _log.State;
        return state.Holder is { LeaseBound: { } lease } held && _grants.TryGetValue(held.Node, out var grant) && grant.Epoch == held.Epoch
            ? Fence.Wait(lease, state.Timings.Drift, held.StopBound) - (_clock.Now() - grant.At)
            : null;
    }

    /// <summary>Everything that the judge may know.</summary>
    internal ClusterView View(bool stalled)
    {
        BeginTerm(_term.Held?.Term ?? 0);
        var state = _log.State;
        TimeSpan now;
        Dictionary<string, Grant> grants;
        lock (_granting)
        {
            now = _clock.Now();
            grants = _grants.ToDictionary(g => g.Key, g => new Grant(g.Value.Epoch, now - g.Value.At), StringComparer.Ordinal);
        }

        var pauseOver = state.Pause?.Until is { } until && until <= _clock.GetUtcNow().UtcDateTime;
        return new(
            now - _term.ActingSince, stalled, pauseOver, _settings.Key?.Fingerprint(),
            _sights.All.ToDictionary(s => s.Key, s => Sightings.From(s.Value, now), StringComparer.Ordinal),
            grants,
            _failures.ToDictionary(
                f => f.Key, f => new FailureCount(f.Value.Count(at => now - at < state.Timings.HoldDown), now - f.Value[^1]), StringComparer.Ordinal))
        {
            Joins = _joins.ToDictionary(j => j.Key, j => now - j.Value, StringComparer.Ordinal),
        };
    }

    private void Note(string node, HeartbeatRequest heartbeat, string channel, TimeSpan now)
    {
        if (_sights.Note(node, heartbeat, _clock, channel) is not var (sight, before))
        {
            return;
        }

        _recorder.Record(node, sight);
        _runs.Note(node, heartbeat, now);
        if (before is null || Sightings.IsNews(before.Heartbeat, heartbeat) || now - before.ReceivedAt >= _log.State.Timings.SuspectAfter)
        {
            _bell.Ring();
        }
    }

    /// <summary>What an older term heard and answered counts for nothing in a new one.</summary>
    private void BeginTerm(long term)
    {
        if (term != 0 && Interlocked.Exchange(ref _termSeen, term) != term)
        {
            _sights.Clear();
            _grants.Clear();
            _joins.Clear();
        }
    }

    private bool IsFenced(ClusterState state, Node node, TimeSpan now)
    {
        TimeSpan? sinceAnswered = _grants.TryGetValue(node.Name, out var grant) && grant.Epoch == state.Epoch ? now - grant.At : null;
        return state.IsFenced(sinceAnswered, now - _term.ActingSince);
    }

    /// <summary>From when a role may be obeyed that was just given, and a node may be silent that has just joined.</summary>
    private void Measure(ClusterEvent e)
    {
        switch (e)
        {
            case NodeActivated given:
                lock (_granting)
                {
                    _grants[given.Node] = (given.Epoch, _clock.Now());
                }

                break;
            case NodeJoined joined:
                _joins[joined.Node] = _clock.Now();
                break;
            case NodeRemoved removed:
                _heard.Forget(removed.Node);
                break;
            case NodeRestarted restarted:
                _joins[restarted.Node] = _clock.Now();
                break;
            default:
                break;
        }
    }

    private void OnFolded(Envelope envelope, ClusterState before, ClusterState after)
    {
        // What happened before this process looked is no longer measured.
        if (_log.CaughtUp && envelope.Event is EpochReleased released && RoleEvolution.IsFailure(released.How))
        {
            _failures.AddOrUpdate(released.Node, _ => [_clock.Now()], (_, times) => [.. times.TakeLast(FailuresKept - 1), _clock.Now()]);
        }

        Measure(envelope.Event);
        Signals.Raise(DesiredStates.Concerned(envelope, before), envelope.Version);
        _bell.Ring();
    }
}
