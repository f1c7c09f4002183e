namespace EventCluster.Bus.Tests;

/// <summary>Waits for a condition, with room for a busy machine.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using CancellationTokenSource late = new(Limit);
        while (!condition())
        {
            late.IsCancellationRequested.ShouldBeFalse($"{what}: not within {Limit}");
            await Task.Delay(Step, TestContext.Current.CancellationToken);
        }
    }

    public static Task ConnectedAsync(params IReadOnlyList<IMessageBus> buses) => TrueAsync(() => buses.All(bus => bus.Status.IsConnected), "all are connected");
}
