using EventCluster.StreamStore.InMemory;

namespace EventCluster.StreamStore.Tests.InMemory;

public sealed class InMemoryStreamStoreTests : StreamStoreContract
{
    protected override Task<IStreamStore> OpenAsync(TimeProvider time) => Task.FromResult<IStreamStore>(new InMemoryStreamStore(time));
}
