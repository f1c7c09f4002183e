namespace EventCluster.StreamStore.Tests;

/// <summary>What every engine must do. Each engine inherits it and says how to open an empty store.</summary>
public abstract partial class StreamStoreContract : IAsyncLifetime
{
    protected const string Stream = "orders";

    private readonly ShiftedTimeProvider clock = new();

    protected IStreamStore Store { get; private set; } = null!;

    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await OpenAsync(clock);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    /// <summary>Opens the store of this test: empty at first, and the same one when opened again.</summary>
    protected abstract Task<IStreamStore> OpenAsync(TimeProvider time);

    private Task<AppendResult> Append(ExpectedVersion expected, params NewEvent[] events) => Store.AppendAsync(Stream, expected, events, Ended);

    private Task<List<StoredEvent>> Read(int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue) =>
        Store.ReadStreamAsync(Stream, from, direction, limit, Ended).ToListAsync(Ended).AsTask();

    private Task<List<StoredEvent>> ReadAll(long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue) =>
        Store.ReadAllAsync(from, direction, limit, Ended).ToListAsync(Ended).AsTask();

    private async Task ShouldConflict(ExpectedVersion expected, int actual, params NewEvent[] events)
    {
        var before = await ReadAll();
        var error = await Should.ThrowAsync<WrongExpectedVersionException>(Append(expected, events));
        error.Stream.ShouldBe(Stream);
        error.Expected.ShouldBe(expected);
        error.Actual.ShouldBe(actual);
        (await ReadAll()).Ids().ShouldBe(before.Ids());
    }
}
