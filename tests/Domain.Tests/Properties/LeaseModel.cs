using EventCluster.Domain.Commands;
using EventCluster.Domain.Failover;
using EventCluster.Domain.Leases;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Properties;

/// <summary>
/// Two nodes and a decider with clocks that drift, over a network that delays, reorders and loses. Nodes are as bad as they may be: they start the
/// service with the role, and stop it only when its guard kills it, at the end of the lease and the stop bound by their own clock.
/// </summary>
internal sealed class LeaseModel
{
    private static readonly TimeSpan StopBound = Some.Facts("a").StopBound;
    private readonly World _world = World.With("a", "b");
    private readonly Dictionary<string, ModelNode> _nodes;
    private readonly Dictionary<string, (long Epoch, TimeSpan At)> _given = [];
    private readonly Dictionary<string, (ModelHeartbeat Heartbeat, TimeSpan At)> _heard = [];
    private readonly List<ModelHeartbeat> _up = [];
    private readonly List<ModelAnswer> _down = [];
    private TimeSpan _now = TimeSpan.FromHours(1);
    private TimeSpan _termStart = TimeSpan.FromHours(1);

    /// <summary>Clock rates against the decider's, within the allowance.</summary>
    internal LeaseModel(double a, double b) => _nodes = new() { ["a"] = new("a", a), ["b"] = new("b", b) };

    internal long Epoch => _world.State.Epoch;

    /// <summary>Nodes whose service runs at this instant.</summary>
    internal string[] Serving => [.. _nodes.Values.Where(n => n.Serves(_now)).Select(n => $"{n.Name} in epoch {n.Lease.Epoch}")];

    internal void Step(Choice choice)
    {
        var node = _nodes[choice.Of("a", "b")];
        switch (choice.Below(16))
        {
            case 12 or 13:
                RoundTrip(node);
                break;
            case 14:
                ThereAndBack(node, choice);
                break;
            case 0 or 1 or 2:
                _up.Add(node.Send(_now));
                break;
            case 3 or 4 or 5 when _up.Count > 0:
                Receive(Take(_up, choice));
                break;
            case 6 or 7 when _down.Count > 0:
                var answer = Take(_down, choice);
                _nodes[answer.Node].Obey(answer, _now);
                break;
            case 8:
                node.MayRelease(_now);
                break;
            case 9:
                Change(choice);
                break;
            default:
                _now += TimeSpan.FromMilliseconds(choice.Of(10, 300, 900, 2_600, 6_000));
                break;
        }

        Judge();
    }

    /// <summary>A message is delivered, delivered and kept for a second time, or lost.</summary>
    private static T Take<T>(List<T> messages, Choice choice)
    {
        var i = choice.OneIn(2) ? messages.Count - 1 : choice.Below(messages.Count);
        var message = messages[i];
        if (!choice.OneIn(6))
        {
            messages.RemoveAt(i);
        }

        return message;
    }

    private void Change(Choice choice)
    {
        _ = choice.Below(6) switch
        {
            0 => _world.Do(new DisableHighAvailability()),
            1 => _world.Do(new EnableHighAvailability()),
            2 => _world.Do(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = choice.Of("00:00:03", "00:00:05", "00:00:20") }, [])),
            3 => _world.Do(new RequestSwitchover(null)),
            4 => NewTerm(),
            _ => _world.Do(new ForceFailover(null, false)),
        };
    }

    private void RoundTrip(ModelNode node)
    {
        Receive(node.Send(_now));
        node.Obey(_down[^1], _now);
        _down.RemoveAt(_down.Count - 1);
    }

    /// <summary>A lease is changed and changed back within one heartbeat, whose answer is still on its way: random steps alone hardly ever meet that.</summary>
    private void ThereAndBack(ModelNode node, Choice choice)
    {
        ClusterCommand[] commands = choice.OneIn(2)
            ? [new DisableHighAvailability(), new EnableHighAvailability()]
            : [
                new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = "00:00:20" }, []),
                new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = "00:00:05" }, []),
            ];
        RoundTrip(node);
        _world.Do(commands[0]);
        Receive(node.Send(_now));
        _world.Do(commands[1]);
    }

    private Domain.Deciding.Decision NewTerm()
    {
        _given.Clear();
        _heard.Clear();
        _termStart = _now;
        return _world.Do(new ActivateScheduler(_world.State.Scheduler!.Term + 1, "cp", "", ""));
    }

    private void Receive(ModelHeartbeat heartbeat)
    {
        if (!_heard.TryGetValue(heartbeat.Node, out var before) || before.Heartbeat.Sequence < heartbeat.Sequence)
        {
            _heard[heartbeat.Node] = (heartbeat, _now);
        }

        var state = _world.State;
        TimeSpan? since = _given.TryGetValue(heartbeat.Node, out var given) && given.Epoch == state.Epoch ? _now - given.At : null;
        var active = state.ShallBeActive(state.Nodes[heartbeat.Node]) && !state.IsFenced(since, _now - _termStart);
        if (active)
        {
            _given[heartbeat.Node] = (state.Epoch, _now);
        }

        _down.Add(new(heartbeat.Node, heartbeat.Sequence, heartbeat.SentAt, active, state.Epoch, active && state.HighAvailability ? state.Timings.Lease : null, state.Version));
    }

    private void Judge()
    {
        var view = new ClusterView(
            _now - _termStart, false, false, null,
            _heard.ToDictionary(h => h.Key, h => h.Value.Heartbeat.Seen(_world.State.Nodes[h.Key].Facts.Boot, _now - h.Value.At)),
            _given.ToDictionary(g => g.Key, g => new Grant(g.Value.Epoch, _now - g.Value.At)), new Dictionary<string, FailureCount>());
        var before = _world.State.Epoch;
        _world.Do(new JudgeCluster(view));
        if (_world.State.Epoch > before)
        {
            _given[_world.State.Active!.Node] = (_world.State.Epoch, _now);
        }
    }

    /// <summary>A node by its own clock.</summary>
    private sealed class ModelNode(string name, double rate)
    {
        private long _sent;
        private bool _ending;

        internal string Name => name;

        internal NodeLease Lease { get; private set; } = NodeLease.Nothing;

        internal bool Serves(TimeSpan now) => Lease.Epoch > 0 && (Lease.ValidUntil is not { } end || Clock(now) < end + StopBound);

        internal ModelHeartbeat Send(TimeSpan now) =>
            new(name, ++_sent, Clock(now), Lease.Epoch, Lease.LetGo, Lease.Lease, Lease.ClusterVersion);

        internal void Obey(ModelAnswer answer, TimeSpan now)
        {
            if (_ending)
            {
                return;
            }

            (Lease, var change) = Lease.Answer(answer.Sequence, answer.SentAt, _sent, answer.Active, answer.Epoch, answer.Lease, Clock(now), answer.ClusterVersion);
            _ending = change == LeaseChange.MustRelease;
        }

        /// <summary>The service is stopped, if it must be, and only then the role is let go.</summary>
        internal void MayRelease(TimeSpan now)
        {
            if (_ending || Lease.HasExpired(Clock(now)))
            {
                Lease = Lease.Release(_sent);
                _ending = false;
            }
        }

        private TimeSpan Clock(TimeSpan now) => now * rate;
    }

    private sealed record ModelHeartbeat(string Node, long Sequence, TimeSpan SentAt, long Epoch, long Released, TimeSpan? Lease, int ClusterVersion)
    {
        internal Sighting Seen(Guid boot, TimeSpan since) => new(
            boot, since, Epoch, Released, Released > 0 ? ReleaseProof.Ordered : null, null, Lease, Epoch > 0, 0, null, null, false, [], ClusterVersion);
    }

    private sealed record ModelAnswer(string Node, long Sequence, TimeSpan SentAt, bool Active, long Epoch, TimeSpan? Lease, int ClusterVersion);
}
