using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Guard;

/// <summary>Real guards with real services.</summary>
public sealed class SupervisedGuardTests : IDisposable
{
    private static readonly string[] Sleep = ["/bin/sleep", "1000"];
    private readonly GuardFixture _guard = new();

    public void Dispose() => _guard.Dispose();

    [Fact]
    public async Task Given_a_command_when_it_starts_then_it_has_its_environment_and_its_output_is_passed_on()
    {
        await _guard.Start(["/bin/sh", "-c", "echo $GREETING; echo err >&2; exec sleep 1000"]);

        await Eventually.Holds(() => _guard.Output.Contains("hello") && _guard.Output.Contains("err"), "the service's output");
    }

    [Fact]
    public async Task Given_a_command_that_ends_then_its_exit_code_is_told_and_the_guard_ends()
    {
        await _guard.Start(["/bin/sh", "-c", "exit 7"]);

        WaitStatus.ExitCode((await _guard.Frame(FrameKind.Exited)).Number).ShouldBe(7);
        await _guard.Gone();
    }

    [Fact]
    public async Task Given_a_command_that_does_not_exist_then_it_did_not_start()
    {
        await _guard.Start(["/does/not/exist"]);

        WaitStatus.IsNotStarted((await _guard.Frame(FrameKind.StartFailed)).Number).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_deadline_when_it_passes_then_the_service_is_killed_and_not_before()
    {
        var pid = await _guard.Start(Sleep, 1);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
        GuardClock.Now.ShouldBeGreaterThanOrEqualTo(_guard.Deadline);
        Machine.Runs(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_deadline_that_has_passed_before_the_start_then_nothing_is_started()
    {
        await _guard.Frame(FrameKind.Ready);
        _guard.Guard.Start(new(GuardFixture.In(-1), 0, ["/bin/sh", "-c", $"touch {_guard.Folder["ran"]}"], [], GuardFixture.Environment));

        await _guard.Gone();
        _guard.Has(FrameKind.Started).ShouldBeFalse();
        File.Exists(_guard.Folder["ran"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_deadline_that_is_moved_then_it_is_confirmed_and_the_new_one_counts()
    {
        var pid = await _guard.Start(Sleep, 30);
        var later = GuardFixture.In(60);
        _guard.Guard.Send(FrameKind.Deadline, later);

        (await _guard.Frame(FrameKind.Acknowledged)).Number.ShouldBe(later);
        Machine.Runs(pid).ShouldBeTrue();
        _guard.Guard.Send(FrameKind.Deadline, GuardFixture.In(0.05));
        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
    }

    [Fact]
    public async Task Given_a_guard_that_was_paused_past_its_deadline_when_it_goes_on_then_what_was_said_meanwhile_counts_first()
    {
        var pid = await _guard.Start(Sleep, 1);
        Machine.Pause(_guard.Guard.Pid);
        _guard.Guard.Send(FrameKind.Deadline, GuardClock.Never);
        await Eventually.Holds(() => GuardClock.Now > _guard.Deadline, "the old deadline");
        Machine.Resume(_guard.Guard.Pid);

        await _guard.Frame(FrameKind.Acknowledged);
        _guard.Guard.Send(FrameKind.Deadline, GuardFixture.In(30));
        await Eventually.Holds(() => _guard.Has(FrameKind.Acknowledged), "a confirmation");
        Machine.Runs(pid).ShouldBeTrue();
        _guard.Has(FrameKind.Exited).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_guard_that_was_paused_past_its_deadline_when_nothing_was_said_then_it_kills_as_soon_as_it_goes_on()
    {
        await _guard.Start(Sleep, 1);
        Machine.Pause(_guard.Guard.Pid);
        await Eventually.Holds(() => GuardClock.Now > _guard.Deadline, "the deadline");
        Machine.Resume(_guard.Guard.Pid);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
    }

    [Fact]
    public async Task Given_a_paused_service_when_the_deadline_passes_then_it_is_killed_all_the_same()
    {
        var pid = await _guard.Start(Sleep, 1);
        Machine.Pause(pid);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
    }

    [Fact]
    public async Task Given_an_endless_role_when_the_worker_is_gone_then_the_service_dies()
    {
        var pid = await _guard.Start(Sleep);
        _guard.Guard.Dismiss();

        await _guard.Gone();
        Machine.Runs(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_guard_that_is_killed_then_the_service_dies_with_it()
    {
        var pid = await _guard.Start(Sleep);

        // The command stands in its own right only once setpriv has tied its life to the guard's.
        await Eventually.Holds(() => File.ReadAllText($"/proc/{pid}/comm").Trim() == "sleep", "the command");
        Machine.Kill(_guard.Guard.Pid);

        await Eventually.Holds(() => !Machine.Runs(pid), "the service's end");
    }

    [Fact]
    public async Task Given_an_ordered_stop_then_the_whole_group_is_asked_to_end()
    {
        var pid = await _guard.Start(["/bin/sh", "-c", "trap 'exit 3' TERM; echo up; while :; do sleep 0.01; done"]);
        await Eventually.Holds(() => _guard.Output.Contains("up"), "the service");
        _guard.Guard.Send(FrameKind.Stop, (long)60e9);

        WaitStatus.ExitCode((await _guard.Frame(FrameKind.Exited)).Number).ShouldBe(3);
        Machine.Runs(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_service_that_does_not_obey_when_the_stop_takes_too_long_then_it_is_killed()
    {
        await _guard.Start(["/bin/sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"]);
        await Eventually.Holds(() => _guard.Output.Contains("up"), "the service");
        _guard.Guard.Send(FrameKind.Stop, (long)0.2e9);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
    }

    [Fact]
    public async Task Given_a_stop_that_goes_on_when_the_deadline_passes_then_it_is_killed()
    {
        await _guard.Start(["/bin/sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"], 1);
        await Eventually.Holds(() => _guard.Output.Contains("up"), "the service");
        _guard.Guard.Send(FrameKind.Stop, (long)1000e9);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(9);
    }

    [Fact]
    public async Task Given_grandchildren_when_the_service_is_killed_then_they_are_gone_before_it_is_told()
    {
        await _guard.Start(["/bin/sh", "-c", $"sleep 1000 & echo $! > {_guard.Folder["child"]}; wait"]);
        await Eventually.Holds(() => _guard.Folder.Number("child") > 0, "the grandchild");
        _guard.Guard.Send(FrameKind.Kill, 0);

        await _guard.Frame(FrameKind.Exited);
        Machine.Runs(_guard.Folder.Number("child")).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_grandchild_that_has_left_the_session_when_the_service_ends_then_it_is_gone_before_that_is_told()
    {
        await _guard.Start(["/bin/sh", "-c", $"setsid sh -c 'echo $$ > {_guard.Folder["daemon"]}; exec sleep 1000' & while [ ! -s {_guard.Folder["daemon"]} ]; do sleep 0.01; done"]);

        await _guard.Frame(FrameKind.Exited);
        _guard.Folder.Number("daemon").ShouldBeGreaterThan(0);
        Machine.Runs(_guard.Folder.Number("daemon")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Given_a_signal_that_is_meant_for_the_worker_then_the_guard_stays(string signal)
    {
        var pid = await _guard.Start(Sleep);
        Machine.Signal(signal, _guard.Guard.Pid);
        _guard.Guard.Send(FrameKind.Deadline, GuardClock.Never);

        await _guard.Frame(FrameKind.Acknowledged);
        Machine.Runs(pid).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_guard_then_its_lock_tells_that_it_lives()
    {
        await _guard.Frame(FrameKind.Ready);
        Should.Throw<IOException>(() => new FileStream(_guard.Folder["guard.lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None));

        _guard.Guard.Dismiss();
        await _guard.Gone();
        new FileStream(_guard.Folder["guard.lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }
}
