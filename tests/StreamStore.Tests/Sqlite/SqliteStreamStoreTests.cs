using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class SqliteStreamStoreTests : StreamStoreContract
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async Task<IStreamStore> OpenAsync(TimeProvider time) => await SqliteStreamStore.OpenAsync(
        new SqliteStoreOptions(folder.File()) { Time = time, PollInterval = TimeSpan.FromMilliseconds(5), BusyTimeout = TimeSpan.FromSeconds(30) }, Ended);

    protected override async Task<IReadOnlyList<IStreamStore>> WritersAsync() =>
        [Store, await OpenAsync(TimeProvider.System), await OpenAsync(TimeProvider.System)];
}
