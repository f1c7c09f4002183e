using System.Net;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Tests.Support;
using static EventCluster.NodeWorker.Tests.Support.FakeControlPlane;

namespace EventCluster.NodeWorker.Tests;

/// <summary>The whole worker as real processes, against a control plane that says what the test wants.</summary>
public sealed class WorkerProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FakeControlPlane _fake = null!;

    private string Service => $"/bin/sh -c 'echo $$ > {_folder["pid"]}; cp $EVENTCLUSTER_LEASE_FILE {_folder["lease"]}; exec sleep 1000'";

    private int ServicePid => _folder.Number("pid");

    public async ValueTask InitializeAsync() => _fake = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        await Eventually.Holds(() => !ProcessTable.WithVariable($"EVENTCLUSTER_LEASE_FILE={_folder["data/lease.json"]}").Any(), "the end of every service");
        await Eventually.Holds(() => new DirectoryInfo(_folder.Path).Exists && NoGuard(), "the end of every guard");
        Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Given_the_role_when_it_is_given_and_taken_then_the_service_follows_and_each_step_is_told()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();

        File.ReadAllText(_folder["lease"]).ShouldStartWith("""{"epoch":1,"deadlineMs":""");
        (await worker.Get(_fake, "/health/service")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await worker.Status(_fake)).GetProperty("role").GetString().ShouldBe("active");
        _fake.Tell(Standby(1));
        await _fake.Hears(beat => beat is { Released: 1, Epoch: 0, Service: ServiceState.Stopped, ReleaseCause: ReleaseCause.Ordered }, "the release");
        Machine.Runs(ServicePid).ShouldBeFalse();
        File.Exists(_folder["data/lease.json"]).ShouldBeFalse();
        (await worker.Get(_fake, "/health/service")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Given_the_role_when_the_worker_is_killed_then_the_service_dies_with_it()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        Machine.Kill(worker.Pid);

        await Eventually.Holds(() => !Machine.Runs(ServicePid), "the service's end");
    }

    [Fact]
    public async Task Given_the_role_when_the_worker_is_paused_longer_than_the_lease_then_its_guard_kills_and_the_worker_lets_go()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active(TimeSpan.FromSeconds(1));
        Machine.Pause(worker.Pid);
        await Eventually.Holds(() => !Machine.Runs(ServicePid), "the service's end");
        Machine.Resume(worker.Pid);

        await _fake.Hears(beat => beat is { Released: 1, Epoch: 0 }, "the release");
    }

    [Fact]
    public async Task Given_the_role_when_the_guard_is_paused_then_the_worker_notices_and_ends_guard_and_service()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active(TimeSpan.FromSeconds(3));
        var guard = Guard();
        Machine.Pause(guard);

        await _fake.Hears(beat => beat is { Released: 1, ReleaseCause: ReleaseCause.ServiceExited }, "the release");
        Machine.Runs(ServicePid).ShouldBeFalse();
        Machine.Runs(guard).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_the_role_when_the_guard_is_killed_then_the_service_is_gone_before_the_release_is_told()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        Machine.Kill(Guard());

        await _fake.Hears(beat => beat is { Released: 1, ReleaseCause: ReleaseCause.ServiceExited }, "the release");
        Machine.Runs(ServicePid).ShouldBeFalse();
        _fake.Tell(FakeControlPlane.Active(2));
        await _fake.Hears(beat => beat is { Epoch: 2, Service: ServiceState.Running }, "the next epoch under a new guard");
    }

    [Fact]
    public async Task Given_the_role_when_worker_guard_and_service_are_paused_longer_than_the_lease_then_all_ends_when_they_go_on()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active(TimeSpan.FromSeconds(1));
        var (guard, service) = (Guard(), ServicePid);
        int[] all = [worker.Pid, guard, service];
        foreach (var pid in all)
        {
            Machine.Pause(pid);
        }

        var leaseEnd = GuardClock.Now + (long)1e9;
        await Eventually.Holds(() => GuardClock.Now > leaseEnd, "the lease's end");
        foreach (var pid in all)
        {
            Machine.Resume(pid);
        }

        await _fake.Hears(beat => beat is { Released: 1, Epoch: 0 }, "the release");
        Machine.Runs(service).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_the_role_when_the_control_plane_is_gone_then_the_lease_ends_the_service_and_web_traffic_goes_on()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active(TimeSpan.FromSeconds(1));
        _fake.Hangs = true;

        await Eventually.Holds(() => !Machine.Runs(ServicePid), "the service's end");
        (await worker.Get(_fake, "/health/web")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await worker.Get(_fake, "/health/service?standbyCode=404")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _fake.Hangs = false;
        await _fake.Hears(beat => beat is { Released: 1, ReleaseCause: ReleaseCause.LeaseExpired }, "the release");
    }

    [Fact]
    public async Task Given_the_role_when_the_service_dies_then_that_is_told_with_how()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        Machine.Kill(ServicePid);

        await _fake.Hears(beat => beat is { Released: 1, ReleaseCause: ReleaseCause.ServiceExited }, "the release");
        _fake.Last!.ReleaseReason!.ShouldContain("signal 9");
    }

    [Fact]
    public async Task Given_a_command_that_does_not_exist_then_the_start_has_failed()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, "/does/not/exist");
        _fake.Tell(FakeControlPlane.Active(1));

        await _fake.Hears(beat => beat is { Released: 1, ReleaseCause: ReleaseCause.StartFailed }, "the release");
        _fake.Last!.ReleaseReason!.ShouldContain("/does/not/exist");
    }

    [Fact]
    public async Task Given_the_role_when_the_worker_is_told_to_stop_then_it_stops_in_order_and_says_goodbye()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        Machine.Signal("TERM", worker.Pid);
        await worker.Ended();

        worker.ExitCode.ShouldBe(ExitCode.Stopped);
        _fake.Last.ShouldNotBeNull().ShouldSatisfyAllConditions(
            beat => beat.Leaving.ShouldBeTrue(),
            beat => beat.Released.ShouldBe(1),
            beat => beat.ReleaseCause.ShouldBe(ReleaseCause.Leaving));
        Machine.Runs(ServicePid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_another_process_is_this_node_then_the_worker_lets_go_and_ends_with_its_own_code()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        _fake.HeartbeatRefusal = (409, ProblemCodes.NodeSuperseded);
        await worker.Ended();

        worker.ExitCode.ShouldBe(ExitCode.Superseded);
        worker.Log.ShouldContain("because of nodeSuperseded");
        Machine.Runs(ServicePid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_the_node_was_removed_then_the_worker_lets_go_stays_idle_and_joins_again_only_when_restarted()
    {
        using (var worker = WorkerProcess.Start(_fake, _folder, Service))
        {
            await Active();
            _fake.HeartbeatRefusal = (410, ProblemCodes.NodeRemoved);
            await Eventually.Holds(() => !Machine.Runs(ServicePid), "the service's end");

            (await worker.Get(_fake, "/health/web")).Headers.GetValues("X-Cluster-State").ShouldBe(["unhealthy"]);
            (await worker.Status(_fake)).GetProperty("barred").GetString().ShouldNotBeNull().ShouldContain("because of nodeRemoved");
            _fake.Joins.Count.ShouldBe(1);
        }

        _fake.HeartbeatRefusal = null;
        using var again = WorkerProcess.Start(_fake, _folder, Service);
        await Eventually.Holds(() => _fake.Joins.Count == 2, "another join");
        _fake.Joins[1].ShouldSatisfyAllConditions(
            join => join.Id.ShouldBe(_fake.Joins[0].Id),
            join => join.Home.ShouldBe(_fake.Joins[0].Home),
            join => join.Boot.ShouldNotBe(_fake.Joins[0].Boot));
    }

    [Fact]
    public async Task Given_the_node_token_is_not_known_any_more_then_the_same_process_joins_again_and_keeps_its_role()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Active();
        var pid = ServicePid;
        _fake.HeartbeatRefusal = (401, ProblemCodes.Unauthorized);
        await Eventually.Holds(() => _fake.Joins.Count == 2, "another join");
        _fake.HeartbeatRefusal = null;

        _fake.Joins[1].Boot.ShouldBe(_fake.Joins[0].Boot);
        await _fake.Hears(beat => beat is { Epoch: 1, Service: ServiceState.Running }, "the role");
        Machine.Runs(pid).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_hooks_when_the_role_comes_and_the_guard_is_lost_then_the_worker_itself_deactivates_before_it_tells()
    {
        var on = _folder.Script("on", $"echo on $EVENTCLUSTER_NODE $EVENTCLUSTER_EPOCH $EVENTCLUSTER_CLUSTER $EVENTCLUSTER_GENERATION >> {_folder["log"]}; echo $PPID > {_folder["guard"]}");
        var off = _folder.Script("off", $"echo off $EVENTCLUSTER_EPOCH >> {_folder["log"]}");
        using var worker = WorkerProcess.Start(_fake, _folder, "", ("Node:Service:Hooks:Activate", on), ("Node:Service:Hooks:Deactivate", off));
        _fake.Tell(FakeControlPlane.Active(4));
        await _fake.Hears(beat => beat is { Epoch: 4, Service: ServiceState.Running }, "an activated service");
        _fake.Joins[0].StopBound.ShouldBe(TimeSpan.FromSeconds(10));
        Machine.Kill(_folder.Number("guard"));

        await _fake.Hears(beat => beat is { Released: 4, ReleaseCause: ReleaseCause.ServiceExited }, "the release");
        File.ReadAllLines(_folder["log"]).ShouldBe(["on node-a 4 test 3", "off 4"]);
    }

    [Fact]
    public async Task Given_hooks_when_the_worker_is_killed_then_its_guard_deactivates()
    {
        var on = _folder.Script("on", $"echo on >> {_folder["log"]}");
        var off = _folder.Script("off", $"echo off >> {_folder["log"]}");
        using var worker = WorkerProcess.Start(_fake, _folder, "", ("Node:Service:Hooks:Activate", on), ("Node:Service:Hooks:Deactivate", off));
        _fake.Tell(FakeControlPlane.Active(4));
        await _fake.Hears(beat => beat is { Epoch: 4, Service: ServiceState.Running }, "an activated service");
        Machine.Kill(worker.Pid);

        await Eventually.Holds(() => File.ReadAllLines(_folder["log"]).SequenceEqual(["on", "off"]), "the deactivation");
    }

    [Fact]
    public async Task Given_two_workers_on_one_directory_then_the_second_refuses_to_start()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, Service);
        await Eventually.Holds(() => _fake.Joins.Count == 1, "the join");
        using var second = WorkerProcess.Start(_fake, _folder, Service);
        await second.Ended();

        second.ExitCode.ShouldBe(ExitCode.BadSetting);
        await Eventually.Holds(() => second.Log.Contains("DataDirectory"), "the reason");
    }

    [Fact]
    public async Task Given_bad_settings_then_all_are_told_and_nothing_starts()
    {
        using var worker = WorkerProcess.Start(("Node:Name", "Node A"), ("Node:Roles", "king"));
        await worker.Ended();

        worker.ExitCode.ShouldBe(ExitCode.BadSetting);
        await Eventually.Holds(() => worker.Log.Contains("Node:Name") && worker.Log.Contains("Node:Roles") && worker.Log.Contains("Node:JoinToken"), "the reasons");
        worker.Log.ShouldNotContain("   at ");
    }

    private async Task Active(TimeSpan? lease = null)
    {
        await Eventually.Holds(() => _fake.Listeners > 0, "the signals' listener");
        _fake.Tell(FakeControlPlane.Active(1, lease ?? TimeSpan.FromSeconds(30)));
        await _fake.Hears(beat => beat is { Epoch: 1, Service: ServiceState.Running }, "a running service");
        await Eventually.Holds(() => ServicePid > 0 && File.Exists(_folder["lease"]), "the service itself");
    }

    /// <summary>The process that the service is a child of.</summary>
    private int Guard() => int.Parse(File.ReadAllText($"/proc/{ServicePid}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private bool NoGuard()
    {
        try
        {
            new FileStream(_folder["data/guard.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
