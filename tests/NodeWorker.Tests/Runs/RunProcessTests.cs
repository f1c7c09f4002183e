using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Tests.Support;
using static EventCluster.NodeWorker.Tests.Runs.Books;
using static EventCluster.NodeWorker.Tests.Support.FakeControlPlane;

namespace EventCluster.NodeWorker.Tests.Runs;

/// <summary>Runs as real processes under a real worker, against a control plane that says what the test wants.</summary>
public sealed class RunProcessTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FakeControlPlane _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        await Eventually.Holds(() => Enumerable.Range(1, 2).All(run => !ProcessTable.WithVariable(ActionArguments.Mark(Run(run).Run, _folder["data/guard.lock"])).Any()), "the end of every action");
        _folder.Dispose();
    }

    [Fact]
    public async Task Given_an_action_that_fails_then_what_it_was_told_and_what_it_said_is_reported_until_it_is_heard()
    {
        using var worker = Worker(
            "echo $EVENTCLUSTER_NODE $EVENTCLUSTER_JOB $EVENTCLUSTER_TERM $EVENTCLUSTER_ATTEMPT $EVENTCLUSTER_EPOCH $EVENTCLUSTER_FIRE_TIME $EVENTCLUSTER_ARG_Greeting; echo oh >&2; exit 3");
        _fake.Tell(Standby() with { Runs = [Run(1) with { Arguments = new Dictionary<string, string> { ["Greeting"] = "hello; exit 0" } }] });

        var report = await Ended(1);
        report.ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RunState.Failed),
            r => r.ExitCode.ShouldBe(3),
            r => r.Output.ShouldBe("node-a nightly 1 1 0 2026-01-02T03:04:05.0000000Z hello; exit 0\noh\n"),
            r => r.Elapsed!.Value.ShouldBeGreaterThan(TimeSpan.Zero));
        _fake.Joins[0].Actions.ShouldBe(["job"]);
        var status = await worker.Status(_fake);
        status.GetProperty("actions")[0].GetString().ShouldBe("job");
        status.GetProperty("runs")[0].GetProperty("state").GetString().ShouldBe("failed");
        (await (await worker.Get(_fake, "/metrics")).Content.ReadAsStringAsync(CancellationToken.None)).ShouldContain("eventcluster_node_runs_total{state=\"failed\"} 1");
        _fake.Tell(Standby());
        await _fake.Hears(beat => beat.Runs is null, "a heartbeat without runs");
    }

    [Fact]
    public async Task Given_an_action_that_says_more_than_a_pipe_holds_then_it_ends_and_the_last_part_is_reported()
    {
        using var worker = Worker("head -c 3000000 /dev/zero | tr '\\0' x; echo the end");
        _fake.Tell(Standby() with { Runs = [Run(1)] });

        var report = await Ended(1);
        (report.State, report.ExitCode).ShouldBe((RunState.Succeeded, 0));
        report.Output!.Length.ShouldBe(RunReport.LongestOutput);
        report.Output.ShouldEndWith("xthe end\n");
    }

    [Fact]
    public async Task Given_an_action_beyond_its_limit_then_it_is_killed_with_all_that_it_has_started()
    {
        using var worker = Worker($"setsid sleep 1000 & echo $! > {_folder["far"]}; sleep 1000 & echo $! > {_folder["near"]}; sleep 1000");
        _fake.Tell(Standby() with { Runs = [Run(1) with { TimeLimit = TimeSpan.FromSeconds(15) }] });

        (await Ended(1)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.TimedOut), r => r.ExitCode.ShouldBeNull(), r => r.Message!.ShouldContain("00:00:15"));
        _folder.Number("near").ShouldBeGreaterThan(0);
        Machine.Runs(_folder.Number("near")).ShouldBeFalse();
        Machine.Runs(_folder.Number("far")).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_worker_that_is_killed_then_its_actions_die_and_the_next_one_tells_that_they_are_lost()
    {
        using (var worker = Worker($"echo $$ > {_folder["pid"]}; echo once >> {_folder["log"]}; exec sleep 1000"))
        {
            _fake.Tell(Standby() with { Runs = [Run(1)] });
            await Eventually.Holds(() => _folder.Number("pid") > 0, "a running action");
            Machine.Kill(worker.Pid);
            await Eventually.Holds(() => !Machine.Runs(_folder.Number("pid")), "the action's end");
        }

        using var next = Worker($"echo twice >> {_folder["log"]}");
        await _fake.Hears(beat => beat.Boot == _fake.Joins[^1].Boot && beat.Runs is [{ State: RunState.Lost }], "the loss");
        _fake.Tell(Standby() with { Runs = [Run(2)] });
        (await Ended(2)).State.ShouldBe(RunState.Succeeded);
        File.ReadAllLines(_folder["log"]).ShouldBe(["once", "twice"]);
    }

    [Fact]
    public async Task Given_the_role_ends_then_only_what_needs_it_is_killed()
    {
        using var worker = Worker("exec sleep 1000", service: true);
        _fake.Tell(Active(1) with { Runs = [Run(1) with { NeedsRole = true }, Run(2)] });
        await _fake.Hears(beat => beat.Runs?.Count(r => r.State == RunState.Running) == 2, "two running actions");
        _fake.Tell(Standby(1) with { Runs = [Run(1) with { NeedsRole = true }, Run(2)] });

        (await Ended(1)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Cancelled), r => r.Message!.ShouldContain("role"));
        _fake.Last!.Runs!.Single(r => r.Run == Run(2).Run).State.ShouldBe(RunState.Running);
    }

    [Fact]
    public async Task Given_a_control_plane_that_is_silent_then_what_needs_the_role_is_killed_with_the_lease()
    {
        using var worker = Worker($"echo $$ > {_folder["pid"]}; exec sleep 1000", service: true);
        _fake.Tell(Active(1, TimeSpan.FromSeconds(6)) with { Runs = [Run(1) with { NeedsRole = true }] });
        await Eventually.Holds(() => _folder.Number("pid") > 0, "a running action");
        _fake.Hangs = true;

        await Eventually.Holds(() => !Machine.Runs(_folder.Number("pid")), "the action's end");
    }

    [Fact]
    public async Task Given_a_worker_that_is_paused_beyond_the_lease_then_its_guard_kills_what_needs_the_role()
    {
        using var worker = Worker($"echo $$ > {_folder["pid"]}; exec sleep 1000", service: true);
        _fake.Tell(Active(1, TimeSpan.FromSeconds(6)) with { Runs = [Run(1) with { NeedsRole = true }] });
        await Eventually.Holds(() => _folder.Number("pid") > 0, "a running action");
        Machine.Pause(worker.Pid);

        await Eventually.Holds(() => !Machine.Runs(_folder.Number("pid")), "the action's end");
        Machine.Resume(worker.Pid);
        var report = await Ended(1);
        report.State.ShouldBe(RunState.Cancelled, $"{report}\n{worker.Log}");
    }

    [Fact]
    public async Task Given_a_worker_that_stops_in_order_then_its_last_heartbeat_tells_that_the_run_was_cancelled()
    {
        using var worker = Worker("exec sleep 1000");
        _fake.Tell(Standby() with { Runs = [Run(1)] });
        await _fake.Hears(beat => beat.Runs is [{ State: RunState.Running }], "a running action");
        Machine.Signal("TERM", worker.Pid);

        await worker.Ended();
        worker.ExitCode.ShouldBe(ExitCode.Stopped);
        _fake.Last!.ShouldSatisfyAllConditions(beat => beat.Leaving.ShouldBeTrue(), beat => beat.Runs!.Single().State.ShouldBe(RunState.Cancelled));
    }

    [Fact]
    public async Task Given_a_program_that_does_not_exist_then_that_is_told()
    {
        using var worker = WorkerProcess.Start(_fake, _folder, "", ("Node:Roles", "web"), ("Node:Actions:job:Command", "/does/not/exist"));
        _fake.Tell(Standby() with { Runs = [Run(1), Run(2) with { Action = "other" }] });

        (await Ended(1)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Failed), r => r.Message!.ShouldContain("not found"));
        (await Ended(2)).State.ShouldBe(RunState.Refused);
    }

    private WorkerProcess Worker(string script, bool service = false) => WorkerProcess.Start(
        _fake, _folder, service ? "/bin/sleep 1000" : "", ("Node:Roles", service ? "service" : "web"),
        ("Node:Actions:job:Command", _folder.Script("action", script)), ("Node:Actions:job:TimeLimit", "00:05:00"));

    private static RunOrder Run(int number) => Order(number, action: "job");

    private async Task<RunReport> Ended(int number)
    {
        RunReport? Find() => _fake.Last?.Runs?.FirstOrDefault(r => r.Run == Run(number).Run && r.State > RunState.Running);
        await Eventually.Holds(() => Find() is not null, $"the end of run {number}");
        return Find()!;
    }
}
