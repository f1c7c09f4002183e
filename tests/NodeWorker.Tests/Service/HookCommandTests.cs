using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Service;

public sealed class HookCommandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = "/usr/bin:/bin", ["WORD"] = "hello" };

    [Fact]
    public async Task Given_a_hook_that_ends_with_0_then_nothing_is_wrong() =>
        (await Run("[ $WORD = hello ] && [ -z \"$HOME\" ]")).ShouldBeNull();

    [Fact]
    public async Task Given_a_hook_that_fails_then_its_code_and_its_words_are_told()
    {
        var problem = (await Run("echo cannot do it >&2; exit 3")).ShouldNotBeNull();

        problem.ShouldContain("exit code 3");
        problem.ShouldContain("cannot do it");
    }

    [Fact]
    public async Task Given_a_hook_that_hangs_then_it_is_killed_at_its_limit() =>
        (await HookCommand.RunAsync(["/bin/sleep", "1000"], Variables, TimeSpan.FromMilliseconds(100))).ShouldNotBeNull().ShouldContain("did not end within");

    [Fact]
    public async Task Given_a_hook_that_leaves_a_process_behind_then_its_end_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();

        (await Run($"sleep 1000 & echo $! > {folder["left"]}")).ShouldBeNull();

        Machine.Runs(folder.Number("left")).ShouldBeTrue();
        Machine.Kill(folder.Number("left"));
    }

    [Fact]
    public async Task Given_a_hook_that_says_more_than_a_pipe_holds_then_it_does_not_hang() =>
        (await Run("head -c 1000000 /dev/zero; exit 1")).ShouldNotBeNull().Length.ShouldBeLessThan(700);

    [Fact]
    public async Task Given_a_hook_that_does_not_exist_then_that_is_told() =>
        (await HookCommand.RunAsync(["/does/not/exist"], Variables, Limit)).ShouldNotBeNull().ShouldContain("cannot be run");

    private static Task<string?> Run(string script) => HookCommand.RunAsync(["/bin/sh", "-c", script], Variables, Limit);
}
