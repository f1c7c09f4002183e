using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

[Collection(LiveTests.Name)]
public sealed class SqlServerStreamStoreTests(LiveDatabase live) : StreamStoreContract
{
    private bool isEmpty;

    protected override async Task<IStreamStore> OpenAsync(TimeProvider time)
    {
        if (!isEmpty)
        {
            await live.EmptyAsync();
            isEmpty = true;
        }

        return new SqlServerStreamStore(new SqlServerStoreOptions(live.ConnectionString)
        {
            Time = time,
            PollInterval = TimeSpan.FromMilliseconds(5),
            HoleWait = TimeSpan.FromMilliseconds(100),
            CommandTimeout = TimeSpan.FromSeconds(60),
            RetryLimit = TimeSpan.FromSeconds(60),
            LockTimeout = TimeSpan.FromSeconds(30),
        });
    }

    protected override async Task<IReadOnlyList<IStreamStore>> WritersAsync() =>
        [Store, await OpenAsync(TimeProvider.System), await OpenAsync(TimeProvider.System)];
}
