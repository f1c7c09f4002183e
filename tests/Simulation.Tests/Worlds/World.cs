using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Faults;
using EventCluster.Simulation.Tests.Invariants;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Operators;
using EventCluster.Simulation.Tests.Reports;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>A whole cluster with everything that it stands on, under a virtual clock. Everything that happens follows from its options.</summary>
internal sealed class World
{
    private const double ShareWithBus = 2.0 / 3;
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(10);
    private readonly WorldOptions _options;
    private readonly Dice _dice;
    private readonly Watchman _watchman;

    /// <summary>A world in which nothing has happened yet.</summary>
    internal World(WorldOptions options)
    {
        _options = options;
        _dice = new(options.Seed);
        Chronicle = new(options.Lines);
        Scheduler = new(_dice.Fork());
        Network = new(Scheduler, _dice.Fork()) { UsualLateness = options.Late };
        MachineClock storeClock = new(TimeSpan.Zero, 0);
        Store = new(new SimulatedClock(Scheduler, storeClock, new(Scheduler, "store")));
        Deeds = new(options.Deeds);
        Truth = new(Store, Findings, options.Nodes, (who, what) => Chronicle.Note(Scheduler.Now, who, what));
        Instances = [.. Enumerable.Range(1, options.Instances).Select(i => new InstanceMachine($"cp-{i}", Clock()))];
        RunningServices services = new();
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(i => new NodeMachine(Name(i), Clock(), _dice.Id(), services))];
        Followed = new(Store);
        Broker = options.HasBus ?? _dice.Chance(ShareWithBus) ? new(Scheduler, Network, _dice.Fork()) : null;
        Starter = new(this, options.Profile, _dice.Fork());
        _watchman = new(Instances, services, Scheduler, Chronicle);
        Views = new(Truth, Findings);
        Clients = new(Truth, Findings);
        Believers = new(Nodes, Scheduler, Truth, Findings);
    }

    internal WorldOptions Options => _options;

    internal Scheduler Scheduler { get; }

    internal Network.Network Network { get; }

    internal StoreServer Store { get; }

    internal Truth Truth { get; }

    internal FollowedHistory Followed { get; }

    /// <summary>The message broker; null in a world that has none.</summary>
    internal Broker? Broker { get; }

    internal Deeds Deeds { get; }

    internal Findings Findings { get; } = new();

    internal Views Views { get; }

    internal ClientHistory Clients { get; }

    internal Believers Believers { get; }

    internal IReadOnlyList<InstanceMachine> Instances { get; }

    internal IReadOnlyList<NodeMachine> Nodes { get; }

    /// <summary>Version of the history when the faults were over; -1 before.</summary>
    internal int Healed { get; private set; } = -1;

    internal Starter Starter { get; }

    /// <summary>What people want.</summary>
    internal OrderKinds Orders => _options.Orders;

    /// <summary>The lease that nobody changes; null where people change it.</summary>
    internal TimeSpan? Lease => _options.Lease;

    internal Chronicle Chronicle { get; }

    /// <summary>Lets it all happen; what was broken, or null.</summary>
    internal Violation? Run()
    {
        try
        {
            Starter.StartAll();
            new Sizes(this).Begin();
            if (_options.Faults != FaultKinds.None)
            {
                new FaultPlan(this, _dice.Fork(), _options.Faults, _options.FaultEvery).Begin(_options.Storm);
            }

            new Operator(this, _dice.Fork(), _options.CommandEvery).Begin(_options.Storm);
            RunUntil(_options.Storm);
            Starter.Heal();
            Healed = Followed.Version;
            RunUntil(_options.Storm + _options.Calm - ProofTime);
            Proof proof = new(this);
            proof.Begin();
            RunUntil(_options.Storm + _options.Calm);
            Ending.Check(this);
            BusEnding.Check(this);
            proof.Check();
            return null;
        }
        catch (BrokenException broken)
        {
            return Violation(broken.Message, []);
        }
        catch (Exception error)
        {
            // The product must not fail, whatever happens around it; nor may the simulation.
            return Violation($"{error.GetType().Name}: {error.Message}", error.ToString().Split('\n'));
        }
    }

    /// <summary>Lets things happen until a time; throws when something is broken.</summary>
    internal void RunUntil(TimeSpan time) => Scheduler.RunUntil(time, Check);

    private void Check()
    {
        if ((_watchman.Look() ?? Findings.First) is { } broken)
        {
            throw new BrokenException(broken);
        }
    }

    private Violation Violation(string what, IEnumerable<string> more) =>
        new(_options, Scheduler.Now, what.ReplaceLineEndings(" "), Deeds.Drawn, [.. Chronicle.Lines(), .. Beliefs.Of(this), .. more]);

    private MachineClock Clock() => new(_dice.Between(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), _options.ClocksAtEdge ? _dice.Below(2) * _options.ClockSpread : _dice.Below(_options.ClockSpread + 1))
    {
        WallOffset = _dice.Between(TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30)),
    };

    private static string Name(int number) => number < 26 ? $"node-{(char)('a' + number)}" : $"node-{number}";
}
