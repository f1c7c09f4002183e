using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Agent;
using static EventCluster.NodeWorker.Tests.Agent.AgentScript;

namespace EventCluster.NodeWorker.Tests.Agent;

/// <summary>Whatever happens in whatever order, the invariants of <see cref="NodeAgent"/> hold after every step.</summary>
public sealed class AgentPropertyTests
{
    private const int Steps = 400;
    private const int Seeds = 500;

    [Fact]
    public void Given_random_inputs_then_no_invariant_breaks()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var world = new World(seed);
            for (var step = 0; step < Steps; step++)
            {
                var input = world.Step();
                world.Broken().ShouldBeNull($"seed {seed}, step {step}: {input}");
            }
        }
    }

    [Fact]
    public void Given_any_state_when_the_same_instant_is_judged_again_then_nothing_more_is_decided()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var world = new World(seed);
            for (var step = 0; step < Steps; step++)
            {
                world.Step();
                world.Agent.Tick(world.Now).Next.Tick(world.Now).Effects.ShouldBeEmpty($"seed {seed}, step {step}");
            }
        }
    }

    /// <summary>A node whose surroundings do what they like, beside a service whose life is written down as it really is.</summary>
    private sealed class World(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<long, TimeSpan> _sentAt = [];
        private readonly HashSet<long> _taken = [];
        private long _running;
        private long _runningEpoch;
        private bool _killOrdered;
        private long _heldBefore;
        private HeartbeatRequest? _request;
        private string? _broken;

        internal NodeAgent Agent { get; private set; } = new(Guid.Empty);

        internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

        internal string Step()
        {
            _request = null;
            Now += TimeSpan.FromMilliseconds(_random.Next(0, 3) * _random.Next(0, 1500));
            switch (_random.Next(12))
            {
                case 0 or 1 or 2:
                    (Agent, _request) = Agent.Send([]);
                    _sentAt[_request.Sequence] = Now;
                    return "send";
                case 3 or 4 or 5 when Agent.Sent > 0:
                    var sequence = Math.Max(1, Agent.Sent - _random.Next(3));
                    return Do("answer", Agent.Answer(new(sequence, 1, 1, Desired()), _sentAt[sequence], Now));
                case 6:
                    return Do("started", Agent.Started(Run(), Now));
                case 7:
                    var (run, ended) = (Run(), 0L);
                    if (run == _running)
                    {
                        (ended, _running, _killOrdered) = (_running, 0, false);
                    }

                    // Only what is certainly stopped is reported so.
                    return ended > 0 ? Do("exited", Agent.Exited(ended, _random.Next(4) == 0, "ended", Now)) : "nothing ran";
                case 8 when _random.Next(3) == 0:
                    return Do("guard lost", Agent.GuardLost(Run(), "lost", Now));
                case 9 when _random.Next(3) == 0:
                    return Do("stop failed", Agent.StopFailed(Run(), Now));
                case 10 when Agent.Restarting is { } request:
                    return Do("restarted", Agent.ProductRestarted(request, Now));
                case 11 when _random.Next(200) == 0:
                    return Do("leave", _random.Next(2) == 0 ? Agent.Leave(Now) : Agent.Retire("retired", Now));
                default:
                    return Do("tick", Agent.Tick(Now));
            }
        }

        internal string? Broken()
        {
            if (_broken is null && _running > 0 && Agent.Lease.Epoch != _runningEpoch)
            {
                _broken = $"the service of epoch {_runningEpoch} runs while the agent holds {Agent.Lease.Epoch}";
            }

            if (_running > 0 && Agent.Released?.Epoch >= _runningEpoch)
            {
                _broken = "an epoch is released whose service runs";
            }

            if (_request is { } request && (request.Released >= _runningEpoch && _running > 0))
            {
                _broken = "a heartbeat tells of a release while the service runs";
            }

            if (_running > 0 && !_killOrdered && Agent.Tick(Now) is var judged && judged.Next.Lease.HasExpired(Now)
                && !judged.Effects.OfType<KillService>().Any())
            {
                _broken = "the lease has run out and nobody kills the service";
            }

            var held = Agent.Lease.Epoch;
            if (held != _heldBefore && held > 0 && !_taken.Add(held))
            {
                _broken = $"epoch {held} is taken up a second time";
            }

            _heldBefore = held;
            return _broken;
        }

        private string Do(string what, AgentStep step)
        {
            var ending = Agent.Ending is not null;
            Agent = step.Next;
            foreach (var effect in step.Effects)
            {
                switch (effect)
                {
                    case StartService start:
                        _broken = _running > 0 ? "started twice"
                            : !Agent.Lease.Holds(Now) ? "started without holding"
                            : start.Deadline != Agent.Lease.ValidUntil ? "started with another deadline than the lease's" : _broken;
                        (_running, _runningEpoch) = (start.Run, start.Epoch);
                        break;
                    case KillService kill when kill.Run == _running:
                        _killOrdered = true;
                        break;
                    case MoveDeadline move when ending || move.Deadline != Agent.Lease.ValidUntil:
                        _broken = "a deadline is moved that the lease does not give";
                        break;
                }
            }

            return what;
        }

        private long Run() => _random.Next(8) == 0 ? Agent.Service.Run - 1 : Agent.Service.Run;

        private DesiredState Desired()
        {
            var epoch = Math.Max(1, Agent.Lease.LetGo + _random.Next(-1, 3));
            Guid? restart = _random.Next(10) == 0 ? new Guid(_random.Next(3), 0, 0, new byte[8]) : null;
            return _random.Next(4) == 0 ? Standby(epoch, restart) : Active(epoch, _random.Next(8) == 0 ? null : Lease, restart);
        }
    }
}
