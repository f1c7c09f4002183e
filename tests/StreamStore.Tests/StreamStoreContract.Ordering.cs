namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    private const int Writers = 8, BatchesOfEach = 60;

    /// <summary>Stores to write through; several where the engine can share one.</summary>
    protected virtual Task<IReadOnlyList<IStreamStore>> WritersAsync() => Task.FromResult<IReadOnlyList<IStreamStore>>([Store]);

    [Fact]
    public async Task Given_parallel_writers_When_a_reader_tails_Then_nothing_is_skipped_doubled_or_out_of_order()
    {
        var stores = await WritersAsync();
        var tail = Task.Run(() => TailAsync(Writers * BatchesOfEach * 2));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < BatchesOfEach; i++)
            {
                // Every writer has a stream of its own, and all share one.
                await stores[writer % stores.Count].AppendAsync(i % 2 == 0 ? $"own-{writer}" : "shared", ExpectedVersion.Any, TestEvents.Many(2), Ended);
            }
        })));

        var seen = await tail;
        seen.Select(item => item.Position).ShouldBe(seen.Select(item => item.Position).Order());
        seen.Ids().ShouldBe((await ReadAll()).Ids());
        foreach (var stream in seen.GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Version).ShouldBe(Enumerable.Range(0, stream.Count()));
        }

        foreach (var store in stores.Where(store => store != Store))
        {
            await store.DisposeAsync();
        }
    }

    private async Task<List<StoredEvent>> TailAsync(int count)
    {
        List<StoredEvent> seen = [];
        while (seen.Count < count)
        {
            var last = seen.Count == 0 ? -1 : seen[^1].Position;
            (await Store.WaitAsync(last, Long, Ended)).ShouldBeTrue($"{seen.Count} of {count} events seen");
            await foreach (var item in Store.ReadAllAsync(last + 1, cancellation: Ended))
            {
                seen.Add(item);
            }
        }

        return seen;
    }
}
