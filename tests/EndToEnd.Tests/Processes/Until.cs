using System.Diagnostics;

namespace EventCluster.EndToEnd.Tests.Processes;

/// <summary>Waits for what shall become true, with a bound that only a fault reaches.</summary>
public static class Until
{
    /// <summary>The bound where none is said: generous, because the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again until there is an answer.</summary>
    /// <param name="what">What is awaited, for the failure's message.</param>
    /// <param name="probe">Null for not yet.</param>
    /// <param name="within">The bound; <see cref="Patience"/> where none is given.</param>
    public static async Task<T> HasAsync<T>(string what, Func<Task<T?>> probe, TimeSpan? within = null)
        where T : class
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(begun) > (within ?? Patience))
            {
                throw new TimeoutException($"Not reached within {within ?? Patience}: {what}");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks again until the answer is yes.</summary>
    public static Task IsAsync(string what, Func<Task<bool>> probe, TimeSpan? within = null) =>
        HasAsync(what, async () => await probe() ? "yes" : null, within);

    /// <summary>Asks again until the answer is yes.</summary>
    public static Task IsAsync(string what, Func<bool> probe, TimeSpan? within = null) => IsAsync(what, () => Task.FromResult(probe()), within);
}
