using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Checks;

/// <summary>Runs the checks again and again in the background. A check that hangs is reported as failed and not started a second time.</summary>
/// <param name="checks">What to check, by the name of the result.</param>
/// <param name="board">Takes the results.</param>
/// <param name="clock">Measures the pauses.</param>
public sealed class CheckLoop(IReadOnlyDictionary<string, Func<Task<CheckResult>>> checks, CheckBoard board, TimeProvider clock)
{
    /// <summary>Pause between two rounds.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Task<CheckResult>> _hanging = [];

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await RunOnceAsync();
            await Task.Delay(Every, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One round, all checks at once.</summary>
    public async Task RunOnceAsync() => await Task.WhenAll(checks.Keys.Select(RunAsync));

    private async Task RunAsync(string name)
    {
        Task<CheckResult> check;
        lock (_hanging)
        {
            check = _hanging.Remove(name, out var earlier) ? earlier : Task.Run(checks[name]);
        }

        try
        {
            board.Post(await check.WaitAsync(Limit, clock));
        }
        catch (TimeoutException)
        {
            lock (_hanging)
            {
                _hanging[name] = check;
            }

            board.Post(new(name, CheckStatus.Failed, $"did not end within {Limit}. Look for a file system or a program that hangs."));
        }
    }
}
