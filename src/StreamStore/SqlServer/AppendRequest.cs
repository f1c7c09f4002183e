namespace EventCluster.StreamStore.SqlServer;

/// <summary>One caller's batch, waiting for the writer.</summary>
internal sealed class AppendRequest(StreamId stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events)
{
    private readonly TaskCompletionSource<AppendResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamId Stream { get; } = stream;

    public ExpectedVersion Expected { get; } = expected;

    public IReadOnlyList<NewEvent> Events { get; } = events;

    /// <summary>Bytes of data and metadata.</summary>
    public long Bytes { get; } = events.Sum(item => (long)item.Data.Length + item.Metadata.Length);

    /// <summary>Whether an attempt ended without its outcome: what then stands there may be this very append.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>Whether its caller no longer waits.</summary>
    public bool IsAnswered => answer.Task.IsCompleted;

    /// <summary>It was stored just now.</summary>
    public void Store(int version, long position) => answer.TrySetResult(new AppendResult(version, position, AlreadyThere: false));

    /// <summary>Its events stand there already: since before, unless an attempt of ours whose outcome was lost put them there.</summary>
    public void Find(AppendResult found) => answer.TrySetResult(found with { AlreadyThere = !IsUnsure });

    /// <summary>The stream stands elsewhere.</summary>
    public void Conflict(int actual) => answer.TrySetException(new WrongExpectedVersionException(Stream.Name, Expected, actual));

    /// <summary>It could not be carried out.</summary>
    public void Fail(Exception error) => answer.TrySetException(error);

    /// <summary>Waits for the answer. Who gives up once the writer has begun does not learn the outcome.</summary>
    public async Task<AppendResult> AnswerAsync(CancellationToken cancellation)
    {
        await using var giveUp = cancellation.UnsafeRegister(
            static (self, token) => ((AppendRequest)self!).answer.TrySetCanceled(token), this).ConfigureAwait(false);
        return await answer.Task.ConfigureAwait(false);
    }
}
