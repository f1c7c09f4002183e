using EventCluster.Simulation.Tests.Faults;
using EventCluster.Simulation.Tests.Operators;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Options;

/// <summary>What the simulation was asked to do.</summary>
internal sealed record SimulationOptions
{
    internal const string Usage = """
        Runs whole clusters under virtual time, each from a seed: the same seed gives the same history.

          ./simulate.sh [options]

          --seed N          one world: its timeline, who believed what; where a rule breaks, the fewest faults and commands with which it does
          --seeds N         so many worlds (1 to 100000000; default 100)
          --minutes M       worlds for so many real minutes (1 to 10080)
          --first N         their first seed (default: one at random)
          --nodes N         nodes of a cluster (1 to 10000; default 5)
          --instances N     control plane instances (1 to 9; default 3)
          --faults MIX      what breaks: none, or some of instances,nodes,store,network,broker; or the mean time between two faults; or both, as in store:2 (default all:6)
          --commands MIX    what people want: some of ha,moves,confirmations,maintenance,leases,pauses; or the mean time between two commands; or both (default all:8)
          --late SHARE      how many of a hundred messages are held up for a while at any time (0 to 100; default 0)
          --lease TIME      the lease from the beginning, which nobody changes (default: that of the profile, and people change it)
          --clocks KIND     any: clocks differ as they like; edge: each runs as slow or as fast as it may (default any)
          --storm TIME      for how long faults and commands happen (1 s to 24h; default 510); 90 s of calm follow
          --bus YES         whether there is a message bus, yes or no (default: two worlds of three have one)
          --profile NAME    timings: balanced or fast (default balanced)
          --takeovers       no random faults: for the time of --storm the active node and the acting instance lose their power in turn, every 30 s;
                            how long detection and take-over take, beside their bounds
          --jobs N          worlds at a time (1 to 64; default: the processors of this machine)
          --lines N         lines of a timeline (10 to 100000; default 400)
          --help            this text

        Ends with code 1 where a rule broke.
        """;

    private static readonly string[] YesAndNo = ["yes", "no"];
    private static readonly string[] Profiles = ["balanced", "fast"];

    /// <summary>The one world to replay; null to explore.</summary>
    internal ulong? Seed { get; private init; }

    /// <summary>How many worlds; null for as many as the time allows.</summary>
    internal long? Seeds { get; private init; }

    /// <summary>For how long worlds are begun, in real time; null for no limit.</summary>
    internal TimeSpan? Time { get; private init; }

    /// <summary>First seed; null for one at random.</summary>
    internal ulong? First { get; private init; }

    /// <summary>How many worlds at a time.</summary>
    internal int Jobs { get; private init; } = Environment.ProcessorCount;

    /// <summary>Take-overs are measured.</summary>
    internal bool Takeovers { get; private init; }

    /// <summary>Only the usage is wanted.</summary>
    internal bool Help { get; private init; }

    /// <summary>The worlds, but for their seeds.</summary>
    internal WorldOptions World { get; private init; } = new(0);

    /// <summary>Reads a command line.</summary>
    /// <exception cref="OptionException">It cannot be used.</exception>
    internal static SimulationOptions Parse(IReadOnlyList<string> words)
    {
        SimulationOptions options = new();
        for (var i = 0; i < words.Count; i++)
        {
            var name = words[i];
            if (name is "--help" or "-h")
            {
                return options with { Help = true };
            }

            if (name is "--takeovers")
            {
                options = options with { Takeovers = true };
                continue;
            }

            options = options.With(name, () => i + 1 < words.Count ? words[++i] : throw new OptionException($"{name} needs a value."));
        }

        return options.Checked();
    }

    private SimulationOptions With(string name, Func<string> value) => name switch
    {
        "--seed" => this with { Seed = (ulong)OptionValue.Whole(name, value(), 0, long.MaxValue) },
        "--seeds" => this with { Seeds = OptionValue.Whole(name, value(), 1, 100_000_000) },
        "--minutes" => this with { Time = TimeSpan.FromMinutes(OptionValue.Whole(name, value(), 1, 10_080)) },
        "--first" => this with { First = (ulong)OptionValue.Whole(name, value(), 0, long.MaxValue) },
        "--nodes" => this with { World = World with { Nodes = (int)OptionValue.Whole(name, value(), 1, 10_000) } },
        "--instances" => this with { World = World with { Instances = (int)OptionValue.Whole(name, value(), 1, 9) } },
        "--faults" => WithFaults(Mix<FaultKinds>.Parse(name, value(), FaultKinds.All)),
        "--commands" => WithOrders(Mix<OrderKinds>.Parse(name, value(), OrderKinds.All)),
        "--late" => this with { World = World with { Late = OptionValue.Whole(name, value(), 0, 100) / 100.0 } },
        "--lease" => this with { World = World with { Lease = OptionValue.Time(name, value(), TimeSpan.FromSeconds(3), TimeSpan.FromHours(1)) } },
        "--clocks" => this with { World = World with { ClocksAtEdge = OptionValue.Name(name, value(), ["any", "edge"]) == "edge" } },
        "--storm" => this with { World = World with { Storm = OptionValue.Time(name, value(), TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)) } },
        "--bus" => this with { World = World with { HasBus = OptionValue.Name(name, value(), YesAndNo) == YesAndNo[0] } },
        "--profile" => this with { World = World with { Profile = OptionValue.Name(name, value(), Profiles) } },
        "--jobs" => this with { Jobs = (int)OptionValue.Whole(name, value(), 1, 64) },
        "--lines" => this with { World = World with { Lines = (int)OptionValue.Whole(name, value(), 10, 100_000) } },
        _ => throw new OptionException($"'{name}' is not an option."),
    };

    private SimulationOptions WithOrders(Mix<OrderKinds> mix) => this with { World = World with { Orders = mix.Kinds, CommandEvery = mix.Every ?? World.CommandEvery } };

    private SimulationOptions WithFaults(Mix<FaultKinds> mix) => this with { World = World with { Faults = mix.Kinds, FaultEvery = mix.Every ?? World.FaultEvery } };

    private SimulationOptions Checked() => this switch
    {
        { Seed: not null, Seeds: not null } or { Seed: not null, Time: not null } or { Seed: not null, First: not null } =>
            throw new OptionException("--seed replays one world; leave out --seeds, --first and --minutes, or give --first instead of it."),
        { Takeovers: true } when Seeds is not null || Time is not null || First is not null || World.Faults != FaultKinds.All =>
            throw new OptionException("--takeovers measures one world without other faults; leave out --seeds, --minutes, --first and --faults."),
        { Takeovers: true } => this with { Seed = Seed ?? 1 },
        { Seed: null, Seeds: null, Time: null } => this with { Seeds = 100 },
        _ => this,
    };
}
