namespace EventCluster.Hosting.Waiting;

/// <summary>Runs a loop on a thread of its own. All that the loop awaits must complete on that thread, as a <see cref="BlockingSignal"/> and a blocking call do.</summary>
public static class OwnThread
{
    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">On the thread: something was awaited that did not complete there.</exception>
    public static void Start(string name, ThreadPriority priority, Func<Task> loop) =>
        new Thread(() => Run(name, loop)) { IsBackground = true, Name = name, Priority = priority }.Start();

    private static void Run(string name, Func<Task> loop)
    {
        var run = loop();
        if (!run.IsCompleted)
        {
            throw new InvalidOperationException($"The loop '{name}' has left its thread.");
        }

        run.GetAwaiter().GetResult();
    }
}
