namespace EventCluster.StreamStore.SqlServer;

public sealed partial class SqlServerStreamStore
{
    /// <inheritdoc/>
    public Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        arrivals.WaitAsync(
            async token => await readers.OneAsync("ReadNewest", with => with.BigInt("@after", afterPosition), -1L, token).ConfigureAwait(false) > afterPosition,
            options.PollInterval, timeout, cancellation);

    /// <inheritdoc/>
    public void Wake() => arrivals.Signal();
}
