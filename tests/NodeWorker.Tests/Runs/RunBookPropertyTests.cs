using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Runs;
using FsCheck;
using FsCheck.Fluent;
using static EventCluster.NodeWorker.Tests.Runs.Books;

namespace EventCluster.NodeWorker.Tests.Runs;

/// <summary>Whatever is ordered in whatever order, and wherever the worker dies.</summary>
public sealed class RunBookPropertyTests
{
    [Fact]
    public void Given_any_answers_ends_and_boots_then_no_run_is_started_twice_nor_without_the_role_it_needs() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(120),
        Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1))), new Action<int[]>(program => new World().Run(program))));

    private sealed class World
    {
        private const int Runs = 12;
        private readonly HashSet<Guid> _started = [];
        private readonly HashSet<Guid> _running = [];
        private readonly HashSet<Guid> _killed = [];
        private readonly HashSet<Guid> _needsRole = [];
        private RunMemory _disk = RunMemory.Nothing;
        private RunBook _book = New();
        private TimeSpan _now = TimeSpan.FromSeconds(1);

        internal void Run(int[] program)
        {
            foreach (var number in program)
            {
                Step(new Random(number));
                _book.Entries.Where(e => e.IsRunning).Select(e => e.Run).ToHashSet().SetEquals(_running).ShouldBeTrue();
                _running.Count.ShouldBeLessThanOrEqualTo(RunReport.MostRuns);
                (_book.Reports(_now)?.Count ?? 0).ShouldBeLessThanOrEqualTo(RunReport.MostRuns);
                if (!_book.Role.Holds(_now))
                {
                    Take(_book.Tick(_now));
                    _running.Intersect(_needsRole).Except(_killed).ShouldBeEmpty("the role is over, and a run that needs it was not killed");
                }
            }
        }

        private void Step(Random random)
        {
            _now += TimeSpan.FromSeconds(random.Next(3) * random.Next(20));
            switch (random.Next(10))
            {
                case < 5:
                    var orders = Enumerable.Range(0, Runs).Where(_ => random.Next(2) == 0).Select(run => Order(
                        run, random.Next(1, 5), random.Next(8) == 0 ? "unknown" : "backup", run % 3 == 0, random.Next(6) == 0)).ToArray();
                    Take(_book.Answer(random.Next(1, 5), orders, _now + TimeSpan.FromSeconds(random.Next(-1, 4)), _now), dies: random.Next(10));
                    break;
                case < 7 when _running.Count > 0:
                    var ended = _running.ElementAt(random.Next(_running.Count));
                    _running.Remove(ended);
                    Take(_book.Finish(ended, new(random.Next(3) == 0 ? null : random.Next(2), "ended", ""), _now));
                    break;
                case 7:
                    var epoch = random.Next(3);
                    Take(_book.Hold(epoch == 0 ? default : new(epoch, _now + TimeSpan.FromSeconds(random.Next(30))), _now));
                    break;
                case 8 when random.Next(3) == 0:
                    Boot();
                    break;
                case 9 when random.Next(20) == 0:
                    Take(_book.Leave("it leaves"));
                    break;
                default:
                    Take(_book.Tick(_now));
                    break;
            }
        }

        /// <summary>Carries out what is decided; 0 dies before anything is written down, 1 after that and before the start.</summary>
        private void Take(RunStep step, int dies = -1)
        {
            _book = step.Next;
            foreach (var effect in step.Effects)
            {
                switch (effect)
                {
                    case BeginRuns when dies == 0:
                        Boot();
                        return;
                    case BeginRuns begin:
                        _disk = begin.Memory;
                        if (dies == 1)
                        {
                            Boot();
                            return;
                        }

                        begin.Runs.ToList().ForEach(Start);
                        break;
                    case KillRun kill:
                        _running.ShouldContain(kill.Run);
                        _killed.Add(kill.Run).ShouldBeTrue("a run is killed once");
                        break;
                }
            }
        }

        private void Start(StartRun start)
        {
            _started.Add(start.Order.Run).ShouldBeTrue("a run is started a second time");
            (start.Order.NeedsRole && !_book.Role.Holds(_now)).ShouldBeFalse("started without the role");
            _disk.Knows(start.Order.Run).ShouldBeTrue();
            _running.Add(start.Order.Run);
            if (start.Order.NeedsRole)
            {
                _needsRole.Add(start.Order.Run);
            }
        }

        private void Boot()
        {
            _running.Clear();
            _book = New(_disk);
        }
    }
}
