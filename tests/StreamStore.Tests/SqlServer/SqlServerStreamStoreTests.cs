namespace EventCluster.StreamStore.Tests.SqlServer;

[Collection(LiveTests.Name)]
public sealed class SqlServerStreamStoreTests(LiveDatabase live) : StreamStoreContract
{
    private bool isEmpty;

    protected override async Task<IStreamStore> OpenAsync(TimeProvider time)
    {
        var store = await live.OpenAsync(options => options with { Time = time, HoleWait = TimeSpan.FromMilliseconds(100) }, empty: !isEmpty);
        isEmpty = true;
        return store;
    }

    protected override async Task<IReadOnlyList<IStreamStore>> WritersAsync() =>
        [Store, await OpenAsync(TimeProvider.System), await OpenAsync(TimeProvider.System)];
}
