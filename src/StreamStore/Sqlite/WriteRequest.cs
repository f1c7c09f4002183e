namespace EventCluster.StreamStore.Sqlite;

/// <summary>Something to be written, waiting for the writer.</summary>
internal abstract class WriteRequest
{
    private const int Waiting = 0, Taken = 1, Given = 2;
    private int state;

    /// <summary>How many rows it may write; bounds the transaction that it shares.</summary>
    public virtual int Rows => 1;

    /// <summary>The writer takes it; false when its caller gave up before. Once taken it is carried through.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref state, Taken, Waiting) == Waiting;

    /// <summary>Its caller gives up; false when the writer was first.</summary>
    protected bool TryGiveUp() => Interlocked.CompareExchange(ref state, Given, Waiting) == Waiting;

    /// <summary>Writes inside the open transaction. A conflict is an outcome, noted for <see cref="Succeed"/>, and writes nothing.</summary>
    public abstract void Write(WriterSession session);

    /// <summary>The transaction is durable: tells the caller the outcome.</summary>
    public abstract void Succeed();

    /// <summary>The transaction failed: tells the caller.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A request with an answer.</summary>
internal abstract class WriteRequest<T> : WriteRequest
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? outcome;
    private Exception? refusal;

    /// <inheritdoc/>
    public sealed override void Succeed()
    {
        if (refusal is null)
        {
            answer.TrySetResult(outcome!);
        }
        else
        {
            answer.TrySetException(refusal);
        }
    }

    /// <inheritdoc/>
    public sealed override void Fail(Exception error) => answer.TrySetException(error);

    /// <summary>Waits for the answer. Cancelling only helps before the writer has begun; afterwards the outcome is told.</summary>
    public Task<T> AnswerAsync(CancellationToken cancellation) => cancellation.CanBeCanceled ? CancellableAsync(cancellation) : answer.Task;

    protected void Grant(T value) => outcome = value;

    protected void Refuse(Exception error) => refusal = error;

    private async Task<T> CancellableAsync(CancellationToken cancellation)
    {
        await using var giveUp = cancellation.UnsafeRegister(
            static (self, token) => ((WriteRequest<T>)self!).GiveUp(token), this).ConfigureAwait(false);
        return await answer.Task.ConfigureAwait(false);
    }

    private void GiveUp(CancellationToken token)
    {
        if (TryGiveUp())
        {
            answer.TrySetCanceled(token);
        }
    }
}
