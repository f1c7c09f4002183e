using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Guard;

/// <summary>Real guards with real hooks.</summary>
public sealed class HookGuardTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly GuardFixture _guard = new();

    public void Dispose() => _guard.Dispose();

    private string On(string body = "") => _guard.Folder.Script("on", $"echo on >> {_guard.Folder["log"]}; {body}");

    private string Off(string body = "") => _guard.Folder.Script("off", $"echo off >> {_guard.Folder["log"]}; {body}");

    private string[] Log => File.Exists(_guard.Folder["log"]) ? File.ReadAllLines(_guard.Folder["log"]) : [];

    [Fact]
    public async Task Given_hooks_when_activated_and_stopped_then_each_runs_once()
    {
        await _guard.StartHooks(On(), Off(), Limit);
        (await _guard.Frame(FrameKind.Started)).Number.ShouldBe(0);
        _guard.Guard.Send(FrameKind.Stop, (long)60e9);

        (await _guard.Frame(FrameKind.Exited)).Number.ShouldBe(0);
        Log.ShouldBe(["on", "off"]);
        await _guard.Gone();
    }

    [Fact]
    public async Task Given_a_service_that_the_hook_leaves_in_the_background_then_it_outlives_the_hook()
    {
        await _guard.StartHooks(On($"sleep 1000 & echo $! > {_guard.Folder["daemon"]}"), Off($"kill $(cat {_guard.Folder["daemon"]})"), Limit);
        await _guard.Frame(FrameKind.Started);
        Machine.Runs(_guard.Folder.Number("daemon")).ShouldBeTrue();
        _guard.Guard.Send(FrameKind.Stop, (long)60e9);

        await _guard.Frame(FrameKind.Exited);
        await Eventually.Holds(() => !Machine.Runs(_guard.Folder.Number("daemon")), "the daemon's end");
    }

    [Fact]
    public async Task Given_an_activate_hook_that_fails_then_the_other_one_makes_sure_and_the_start_has_failed()
    {
        await _guard.StartHooks(On("exit 4"), Off(), Limit);

        WaitStatus.ExitCode((await _guard.Frame(FrameKind.StartFailed)).Number).ShouldBe(4);
        Log.ShouldBe(["on", "off"]);
    }

    [Fact]
    public async Task Given_a_deadline_when_it_passes_then_the_deactivate_hook_runs()
    {
        await _guard.StartHooks(On(), Off(), Limit, 1);

        await _guard.Frame(FrameKind.Exited);
        Log.ShouldBe(["on", "off"]);
    }

    [Fact]
    public async Task Given_an_activate_hook_that_hangs_when_it_is_stopped_then_it_is_killed_and_the_deactivate_hook_runs()
    {
        await _guard.StartHooks(On("exec sleep 1000"), Off(), Limit);
        await Eventually.Holds(() => Log.Length == 1, "the hook");
        _guard.Guard.Send(FrameKind.Kill, 0);

        await _guard.Frame(FrameKind.Exited);
        Log.ShouldBe(["on", "off"]);
    }

    [Fact]
    public async Task Given_the_worker_is_gone_then_the_deactivate_hook_runs()
    {
        await _guard.StartHooks(On(), Off(), Limit);
        await _guard.Frame(FrameKind.Started);
        _guard.Guard.Dismiss();

        await _guard.Gone();
        Log.ShouldBe(["on", "off"]);
    }

    [Fact]
    public async Task Given_a_deactivate_hook_that_fails_then_nothing_is_certain_and_it_can_be_tried_again()
    {
        await _guard.StartHooks(On(), Off($"[ -e {_guard.Folder["ok"]} ] || exit 5"), Limit);
        await _guard.Frame(FrameKind.Started);
        _guard.Guard.Send(FrameKind.Stop, (long)60e9);
        WaitStatus.ExitCode((await _guard.Frame(FrameKind.StopFailed)).Number).ShouldBe(5);
        _guard.Has(FrameKind.Exited).ShouldBeFalse();

        await File.WriteAllTextAsync(_guard.Folder["ok"], "");
        _guard.Guard.Send(FrameKind.Kill, 0);
        await _guard.Frame(FrameKind.Exited);
    }

    [Fact]
    public async Task Given_a_deactivate_hook_that_hangs_then_it_is_killed_at_its_limit_and_that_is_no_success()
    {
        await _guard.StartHooks(On(), Off("exec sleep 1000"), TimeSpan.FromSeconds(0.3));
        await _guard.Frame(FrameKind.Started);
        _guard.Guard.Send(FrameKind.Kill, 0);

        (await _guard.Frame(FrameKind.StopFailed)).Number.ShouldBe(9);
    }
}
