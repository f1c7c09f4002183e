using System.Collections.Concurrent;

namespace EventCluster.ControlPlane.Tests;

/// <summary>
/// What is begun here comes back here from whatever it awaits, and runs only while somebody lets it: so a test moves its clock, lets everything run that became due,
/// and knows that nothing goes on any more.
/// </summary>
public sealed class OneThread : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _due = new();

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _due.Enqueue((d, state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Nothing here waits for another thread.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Does something here, and all that follows from it.</summary>
    public T Run<T>(Func<T> action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var result = action();
            while (_due.TryDequeue(out var due))
            {
                due.Callback(due.State);
            }

            return result;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
