using System.Diagnostics;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Settings;
using EventCluster.NodeWorker.State;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Service;

/// <summary>What a worker does about the service of the process before it.</summary>
public sealed class LeftoversTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataDirectory _data;
    private readonly ServiceEnvironment _environment;

    public LeftoversTests()
    {
        _data = DataDirectory.Open(_folder["data"]);
        _environment = new("node-a", _data.LeaseFile);
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Given_nothing_then_nothing_is_in_the_way() => (await End(Supervised, null)).ShouldBeNull();

    [Fact]
    public async Task Given_a_service_that_was_noted_then_it_is_gone_afterwards()
    {
        using var service = Start("setsid", "sleep 1000");
        await Eventually.Holds(() => ProcessTable.Group(service.Id).Any(), "the group");
        var trace = new ServiceTrace(null, ProcessTable.Identify(service.Id), Hooks: false);

        (await End(Supervised, trace)).ShouldBeNull();

        Machine.Runs(service.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_process_that_only_its_environment_gives_away_then_it_is_gone_afterwards()
    {
        using var service = Start("sh", "sleep 1000", marked: true);
        await Eventually.Holds(() => ProcessTable.WithVariable(_environment.Mark).Any(), "the process");

        (await End(Supervised, null)).ShouldBeNull();

        Machine.Runs(service.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_process_id_that_was_given_to_another_since_then_that_one_is_left_alone()
    {
        using var other = Start("setsid", "sleep 1000");
        await Eventually.Holds(() => ProcessTable.Group(other.Id).Any(), "the group");
        var trace = new ServiceTrace(null, ProcessTable.Identify(other.Id)! with { StartTicks = 1 }, Hooks: false);

        (await End(Supervised, trace)).ShouldBeNull();

        Machine.Runs(other.Id).ShouldBeTrue();
        other.Kill();
    }

    [Fact]
    public async Task Given_a_service_that_hooks_have_started_then_it_is_deactivated()
    {
        var off = _folder.Script("off", $"touch {_folder["off.ran"]}");

        (await End(Hooks(off), new(null, null, Hooks: true))).ShouldBeNull();

        File.Exists(_folder["off.ran"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_deactivate_hook_that_fails_then_the_worker_does_not_go_on() =>
        (await End(Hooks(_folder.Script("off", "exit 1")), new(null, null, Hooks: true))).ShouldNotBeNull().ShouldContain("exit code 1");

    [Fact]
    public async Task Given_a_guard_that_lives_then_it_is_ended_first()
    {
        using var guard = Process.Start(new ProcessStartInfo("flock", ["--no-fork", "--shared", _data.GuardLockFile, "sleep", "1000"]))!;
        try
        {
            await Eventually.Holds(() => !_data.HasNoGuard(), "the lock");
            (await End(Supervised, new(ProcessTable.Identify(guard.Id), null, Hooks: false))).ShouldBeNull();

            Machine.Runs(guard.Id).ShouldBeFalse();
        }
        finally
        {
            guard.Kill();
        }
    }

    private static ServiceSettings Supervised => new(["/bin/true"], [], [], [], [], TimeSpan.FromMilliseconds(50));

    private static ServiceSettings Hooks(string deactivate) => new([], ["/bin/true"], [deactivate], [], [], TimeSpan.FromSeconds(10));

    private Task<string?> End(ServiceSettings settings, ServiceTrace? trace) =>
        new Leftovers(_data, settings, _environment, BootTimeProvider.Instance).EndAsync(trace);

    private Process Start(string program, string command, bool marked = false)
    {
        var start = program == "setsid" ? new ProcessStartInfo("setsid", command) : new ProcessStartInfo("sh", ["-c", "exec " + command]);
        if (marked)
        {
            start.Environment["EVENTCLUSTER_LEASE_FILE"] = _data.LeaseFile;
        }

        return Process.Start(start)!;
    }
}
