namespace EventCluster.StreamStore.Sqlite;

public sealed partial class SqliteStreamStore
{
    /// <inheritdoc/>
    public Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        arrivals.WaitAsync(
            async token => await readers.AskAsync(static (reader, _) => reader.NewestPosition(), 0, token).ConfigureAwait(false) > afterPosition,
            options.PollInterval, timeout, cancellation);

    /// <inheritdoc/>
    public void Wake() => arrivals.Signal();
}
