namespace EventCluster.StreamStore.SqlServer;

/// <summary>
/// The production store: a SQL Server database in SqlStreamStore's version 3 tables, shared by any number of processes and machines, and readable by
/// programs that know those tables.
/// </summary>
/// <remarks>
/// <para>An append is acknowledged once its transaction is committed. Every writer of ours holds one lock of the database for the length of its transaction, which is what
/// makes positions visible in commit order. An append is recognised as a repetition for as long as the last event of its batch is kept.</para>
/// <para>Other programs do not take that lock. Each of their streams is read in order all the same; a reader of all streams waits at holes that they may still fill
/// (<see cref="SqlServerStoreOptions.HoleWait"/>).</para>
/// </remarks>
public sealed partial class SqlServerStreamStore : IStreamStore
{
    private readonly SqlServerStoreOptions options;
    private readonly Arrivals arrivals;
    private readonly Holes holes;
    private readonly Readers readers;
    private readonly WriteConnection single, several;
    private readonly AppendWriter writer;
    private volatile bool closed;

    /// <summary>Prepares the store. The server is not asked before it is needed, so it may be away.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds, or the connection string cannot be read.</exception>
    /// <exception cref="StoreRefusedException">The runtime has no cultures, which the driver needs.</exception>
    public SqlServerStreamStore(SqlServerStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Cultures.Require();
        this.options = options;
        Server server = new(ConnectionText.From(options.ConnectionString), options);
        Attempts attempts = new(new RetryRule(options.RetryLimit), options, server.Place);
        arrivals = new Arrivals(options.Time);
        holes = new Holes(options.HoleWait);
        Schema schema = new(server, options);
        readers = new Readers(server, schema, attempts, options);

        // Each of the two batches keeps to a session of its own: not every server that speaks T-SQL plans both well in one.
        single = new WriteConnection(server, schema, options);
        several = new WriteConnection(server, schema, options);
        GroupCommit commit = new(
            group => (AppendLink.IsSingle(group) ? single : several).UseAsync((link, token) => link.WriteAsync(group, UtcNow, token)),
            request => several.UseAsync((link, token) => link.FindAsync(request, token)),
            attempts, arrivals.Signal);
        writer = new AppendWriter(commit, options, server.Place);
    }

    private DateTime UtcNow => options.Time.GetUtcNow().UtcDateTime;

    /// <summary>Connects, checks the tables, and makes them where there are none. Everything else does so by itself when first used.</summary>
    /// <exception cref="StoreRefusedException">The tables are not ones that this program knows. They were left untouched.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refuses the account.</exception>
    public Task CheckAsync(CancellationToken cancellation = default) => HeadPositionAsync(cancellation);

    /// <summary>Writes what is queued, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!closed)
        {
            closed = true;
            await writer.DisposeAsync().ConfigureAwait(false);
            readers.Close();
            await single.DisposeAsync().ConfigureAwait(false);
            await several.DisposeAsync().ConfigureAwait(false);
        }
    }
}
