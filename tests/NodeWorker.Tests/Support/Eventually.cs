namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>Waits for a condition instead of for time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    internal static async Task Holds(Func<bool> condition, string what)
    {
        using var limited = new CancellationTokenSource(Limit);
        while (!condition())
        {
            limited.IsCancellationRequested.ShouldBeFalse($"not within {Limit}: {what}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
