namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>
/// A process of the world: everything that it awaits comes back to it here. While it is paused nothing runs in it, and what was due meanwhile runs when it
/// goes on; once it is dead nothing runs in it any more.
/// </summary>
internal sealed class SimulatedProcess(Scheduler scheduler, string name) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _held = new();

    /// <summary>Its name, for people.</summary>
    internal string Name { get; } = name;

    /// <summary>False once it was killed.</summary>
    internal bool IsAlive { get; private set; } = true;

    /// <summary>True while it gets no processor.</summary>
    internal bool IsPaused { get; private set; }

    /// <summary>True while it runs.</summary>
    internal bool Runs => IsAlive && !IsPaused;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => scheduler.At(scheduler.Now, this, d, state);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Nothing waits for another in the simulation.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins something in it.</summary>
    internal void Start(Func<Task> work) => Post(static work => Observe(((Func<Task>)work!)()), work);

    /// <summary>Does something in it at once.</summary>
    internal void Do(Action action) => Post(static action => ((Action)action!)(), action);

    /// <summary>Takes the processor from it.</summary>
    internal void Pause() => IsPaused = true;

    /// <summary>Gives it the processor back.</summary>
    internal void Resume()
    {
        IsPaused = false;
        while (_held.TryDequeue(out var held))
        {
            scheduler.At(scheduler.Now, this, held.Callback, held.State);
        }
    }

    /// <summary>Kills it.</summary>
    internal void Kill()
    {
        IsAlive = false;
        _held.Clear();
    }

    internal void Run(SendOrPostCallback callback, object? state)
    {
        if (!IsAlive)
        {
            return;
        }

        if (IsPaused)
        {
            _held.Enqueue((callback, state));
            return;
        }

        SetSynchronizationContext(this);
        callback(state);
    }

    /// <summary>What ends a part of a process with an error is an error of the product, and ends the simulation.</summary>
    private static async void Observe(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The process was stopped in order.
        }
    }
}
