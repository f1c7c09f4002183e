namespace EventCluster.Hosting.Waiting;

/// <summary>
/// Wakes one waiter; set while nobody waits it is remembered, once. Two kinds: <see cref="BlockingSignal"/>, on which a thread of its own waits because its
/// promptness must not depend on the thread pool, and <see cref="Bell"/>, on which no thread waits.
/// </summary>
public interface ISignal
{
    /// <summary>Wakes the waiter.</summary>
    void Set();

    /// <summary>Waits; false when the time passed first.</summary>
    ValueTask<bool> WaitAsync(TimeSpan limit);
}
