namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>Waits for a condition instead of for time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    internal static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    internal static async Task Holds(Func<Task<bool>> condition, string what)
    {
        using var limited = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            limited.IsCancellationRequested.ShouldBeFalse($"not within {Limit}: {what}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
