namespace EventCluster.StreamStore.SqlServer;

/// <summary>Keeps one connection for the writer. After a fault it is thrown away, and the next attempt opens another.</summary>
internal sealed class WriteConnection(Server server, Schema schema, SqlServerStoreOptions options) : IAsyncDisposable
{
    private AppendLink? idle;

    /// <summary>Does something on it, within the time of one command.</summary>
    /// <exception cref="StoreFault">It failed, or was late.</exception>
    public async Task<T> UseAsync<T>(Func<AppendLink, CancellationToken, Task<T>> use)
    {
        try
        {
            return await Bound.RunAsync(token => OnLinkAsync(use, token), options.CommandTimeout, options.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreFault fault) when (fault.Kind == FaultKind.Missing)
        {
            schema.Doubt();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref idle, null) is { } link)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> OnLinkAsync<T>(Func<AppendLink, CancellationToken, Task<T>> use, CancellationToken cancellation)
    {
        await schema.ReadyAsync(cancellation).ConfigureAwait(false);
        var link = Interlocked.Exchange(ref idle, null) ?? await AppendLink.OpenAsync(server, options, cancellation).ConfigureAwait(false);
        var isGood = false;
        try
        {
            var outcome = await use(link, cancellation).ConfigureAwait(false);
            isGood = true;
            return outcome;
        }
        finally
        {
            // One that came back too late finds another in its place.
            if (!isGood || Interlocked.CompareExchange(ref idle, link, null) is not null)
            {
                await link.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
