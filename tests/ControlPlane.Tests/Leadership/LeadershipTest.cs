using EventCluster.ControlPlane.Leadership;
using EventCluster.Domain.Commands;
using EventCluster.Hosting;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Leadership;

/// <summary>Instances on one store in this process, each with its own faults, under one clock of the test's.</summary>
public abstract class LeadershipTest : IAsyncDisposable
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly EncryptionKey Key = EncryptionKey.From("the key of these tests", null)!;
    private readonly ManualTimeProvider _clock = new();
    private readonly OneThread _thread = new();
    private readonly InMemoryStreamStore _store;
    private readonly List<Instance> _instances = [];

    protected LeadershipTest() => _store = new(_clock);

    /// <summary>The clock of all.</summary>
    protected ManualTimeProvider Clock => _clock;

    /// <summary>The store that all share.</summary>
    protected InMemoryStreamStore Store => _store;

    /// <summary>Where their locks are.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory().FullName;

    /// <summary>Names of instances that the others cannot reach.</summary>
    protected HashSet<string> Unreachable { get; } = [];

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var instance in _instances)
        {
            await EndAsync(instance);
        }

        _instances.ForEach(i => i.Home.Dispose());
        await _store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts one.</summary>
    protected Task<Instance> StartAsync(string name)
    {
        var core = new Core(_store, _clock, name, readAhead: false);
        var home = HomeLock.Take(Path.Combine(Folder, name + ".lock"));
        LeadershipStream stream = new(core.Store, _clock, Guid.CreateVersion7);
        TermScribe scribe = new(core.Log, core.Settings with { Key = Key }, home);
        TermSeeker seeker = new(stream, core.Term, scribe, core.Log, _clock, NullLogger<TermSeeker>.Instance);
        TermRecord record = new(core.Log, core.Ledger, core.Handler, core.Settings, Guid.CreateVersion7, _clock, NullLogger<TermRecord>.Instance);
        RecordingLogger<OutageKeeper> said = new();
        OutageKeeper outage = new(core.Term, scribe, Ask, _clock, said);
        TermKeeper keeper = new(stream, core.Term, scribe, record, outage, core.Log, _clock, NullLogger<TermKeeper>.Instance);
        ControlPlane.Leadership.Leadership leadership = new(core.Term, seeker, keeper, _clock, NullLogger<ControlPlane.Leadership.Leadership>.Instance);
        CancellationTokenSource stop = new();
        var leading = _thread.Run(() => leadership.RunAsync(stop.Token));
        var instance = new Instance(core, home) { Leadership = leadership, Leading = leading, Stop = stop, Seeker = seeker, Outage = outage, Said = said };
        _instances.Add(instance);
        return Task.FromResult(instance);
    }

    /// <summary>Stops one in order.</summary>
    protected async Task StopAsync(Instance instance)
    {
        await EndAsync(instance);
        await instance.Leadership.GiveBackAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Moves the clock and lets everything that became due run.</summary>
    protected async Task StepAsync(TimeSpan by)
    {
        _thread.Run(() =>
        {
            _clock.Advance(by);
            return by;
        });
        foreach (var failed in _instances.Where(i => i.Leading.IsFaulted))
        {
            await failed.Leading;
        }
    }

    /// <summary>Moves the clock until something holds.</summary>
    protected async Task UntilAsync(Func<bool> condition)
    {
        var until = _clock.Now() + Patience;
        while (!condition())
        {
            _clock.Now().ShouldBeLessThan(until, "What was awaited has not come.");
            await StepAsync(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Records that they know each other, and that an outage of the store is held through.</summary>
    protected async Task HoldAsync(Instance holder, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            await holder.Core.SendAsync(new JoinInstance(name, holder.Core.Settings.Address, Key.Fingerprint()));
        }

        (await holder.Core.SendAsync(new ChangeConfiguration(null, new Dictionary<string, string> { ["storeOutage"] = "hold" }, []))).Refusal.ShouldBeNull();
        await StepAsync(TimeSpan.FromSeconds(1));
        await StepAsync(TimeSpan.FromSeconds(1));
    }

    private async Task EndAsync(Instance instance)
    {
        _thread.Run(() =>
        {
            instance.Stop.Cancel();
            return instance;
        });
        await instance.Leading;
    }

    private Task<PromiseAnswer> Ask(string name, Domain.State.Instance other, long term, TimeSpan length, TimeSpan limit, CancellationToken cancellation)
    {
        var asked = _instances.Last(i => i.Core.Settings.Instance == name);
        var newest = Math.Max(asked.Seeker.NewestTerm, asked.Core.Log.State.Scheduler?.Term ?? 0);
        var refusal = Unreachable.Contains(name) ? "it does not answer" : asked.Core.Term.Promise(term, length, newest, asked.Seeker.SinceAnswered < TimeSpan.FromSeconds(1), 0.02);
        return Task.FromResult(new PromiseAnswer(refusal is null, $"{name}: {refusal}"));
    }

    /// <summary>One of them.</summary>
    protected sealed record Instance(Core Core, HomeLock Home)
    {
        internal ControlPlane.Leadership.Leadership Leadership { get; init; } = null!;

        internal Task Leading { get; init; } = Task.CompletedTask;

        internal CancellationTokenSource Stop { get; init; } = new();

        internal TermSeeker Seeker { get; init; } = null!;

        internal OutageKeeper Outage { get; init; } = null!;

        internal RecordingLogger<OutageKeeper> Said { get; init; } = null!;
    }
}
