using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Leases;
using EventCluster.Domain.State;
using EventCluster.Hosting;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests;

/// <summary>The core of one instance on a shared store, under a clock of the test's, without its background services.</summary>
public sealed class Core
{
    public Core(IStreamStore? store = null, ManualTimeProvider? clock = null, string instance = "cp-1", bool readAhead = true)
    {
        Clock = clock ?? new();
        Store = new(store ?? new InMemoryStreamStore(Clock));
        Settings = new() { Instance = instance, Urls = ["http://127.0.0.1:1"], DataDirectory = Path.GetTempPath(), Store = new("") };
        Log = new(Store, Clock, readAhead);
        Handler = new(Log, new(Store, Guid.CreateVersion7, Clock, instance), Clock);
        Term = new(Clock);
        Bell = new(Clock);
        Ledger = new(Store, Guid.CreateVersion7, Clock);
        Runs = new(Ledger, Clock);
        Desk = new(Log, Term, new(Store, new(Store, Clock), Guid.CreateVersion7, Clock, NullLogger<HeartbeatRecorder>.Instance), Runs, Bell, Settings, Clock);
    }

    public ManualTimeProvider Clock { get; }

    public FaultyStore Store { get; }

    public ControlPlaneSettings Settings { get; }

    public ClusterLog Log { get; }

    public CommandHandler Handler { get; }

    public TermHolder Term { get; }

    public JudgeBell Bell { get; }

    public RunLedger Ledger { get; }

    public RunDesk Runs { get; }

    public HeartbeatDesk Desk { get; }

    public CommandContext Context(Guid? id = null, long? term = null) =>
        new(id ?? Guid.CreateVersion7(), Guid.CreateVersion7(), "token:test", null, null, Clock.GetUtcNow().UtcDateTime, term);

    public Task<CommandOutcome> SendAsync(ClusterCommand command, Guid? id = null, CommandOptions? options = null) =>
        Handler.HandleAsync(command, Context(id), options ?? CommandOptions.None, TestContext.Current.CancellationToken);

    /// <summary>Creates the cluster and lets this instance act in a term of a given length.</summary>
    public async Task BeginTermAsync(long term = 1, TimeSpan? length = null)
    {
        await SendAsync(new CreateCluster("test", "balanced"));
        await SendAsync(new ActivateScheduler(term, Settings.Instance, Settings.Address, "a test"));
        Term.Win(TermLease.Start(term, Clock.Now(), length ?? TimeSpan.FromHours(10), Clock.Now()));
        Term.Act();
    }

    /// <summary>A node joins; its boot is returned.</summary>
    public async Task<Guid> JoinAsync(string name, string home = "home")
    {
        var boot = Guid.CreateVersion7();
        var id = Log.State.Nodes.GetValueOrDefault(name)?.Facts.Id ?? Guid.CreateVersion7();
        var facts = new NodeFacts(id, boot, home + name, true, true, "product", "1.0", "1.0", "http://127.0.0.1:2", "Linux", null, TimeSpan.FromMilliseconds(50));
        (await SendAsync(new JoinNode(name, facts, Guid.CreateVersion7().ToString("N"), null))).Refusal.ShouldBeNull();
        return boot;
    }

    /// <summary>A node joins, is heard, and the judge takes note.</summary>
    public async Task<Guid> JoinedAsync(string name)
    {
        var boot = await JoinAsync(name);
        Desk.Receive(name, Heartbeat(boot, 1), "http").ShouldBeOfType<HeartbeatResult.Answered>();
        await JudgeAsync();
        return boot;
    }

    public static HeartbeatRequest Heartbeat(Guid boot, long sequence, long epoch = 0, long released = 0, bool running = false, TimeSpan? lease = null) => new(
        boot, sequence, epoch, released, released > 0 ? ReleaseCause.Ordered : null, null, lease, running ? ServiceState.Running : ServiceState.Stopped, 0, null, null, false, []);

    /// <summary>One round of the judge.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync(bool stalled = false)
    {
        var outcome = await Handler.HandleAsync(
            new JudgeCluster(Desk.View(stalled)), Context(term: Term.Held?.Term ?? -1), CommandOptions.None, TestContext.Current.CancellationToken);
        return [.. outcome.Events.Select(e => e.Type)];
    }
}
