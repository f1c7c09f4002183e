namespace EventCluster.NodeWorker.Guard;

/// <summary>How a guard starts and stops: a child that is the service, or hooks. All calls come from the guard's main thread.</summary>
internal abstract class GuardDuty
{
    /// <summary>The process that is waited for; null for none.</summary>
    internal GuardedChild? Child { get; private protected set; }

    /// <summary>When <see cref="Kill"/> is due because a stop takes too long.</summary>
    internal long KillAt { get; private protected set; } = GuardClock.Never;

    /// <summary>Nothing is left to guard.</summary>
    internal bool IsDone { get; private protected set; }

    /// <summary>Starts the service.</summary>
    internal abstract void Start();

    /// <summary>Stops it in order within <paramref name="limit"/> nanoseconds.</summary>
    internal abstract void Stop(long limit);

    /// <summary>Stops it at once: told to, or the deadline has passed, or the worker is gone.</summary>
    internal abstract void Kill();

    /// <summary>The child has ended.</summary>
    internal abstract void Ended(int status);
}
