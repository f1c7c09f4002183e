using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Tests.Audit;

/// <summary>A store that holds exactly the given bytes in one stream, damaged or not.</summary>
internal sealed class GivenStore(List<StoredEvent> events) : IStreamStore
{
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default) =>
        events.Where(e => e.Version >= from).Take(limit).ToAsyncEnumerable();

    public Task<AppendResult> AppendAsync(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<long> HeadPositionAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) => throw new NotSupportedException();

    public void Wake() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
