namespace EventCluster.Bus;

/// <summary>Counts what happens on one bus.</summary>
internal sealed class BusCounters
{
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];
    private long _published;
    private long _publishFailed;
    private long _received;
    private long _handlerFailed;
    private long _connected;

    internal void Published() => Interlocked.Increment(ref _published);

    internal void PublishFailed() => Interlocked.Increment(ref _publishFailed);

    internal void Received() => Interlocked.Increment(ref _received);

    internal void HandlerFailed() => Interlocked.Increment(ref _handlerFailed);

    internal void Connected() => Interlocked.Increment(ref _connected);

    internal void Rejected(RejectReason reason) => Interlocked.Increment(ref _rejected[(int)reason]);

    internal BusMetrics Snapshot(bool isConnected) => new(
        isConnected, Interlocked.Read(ref _published), Interlocked.Read(ref _publishFailed), Interlocked.Read(ref _received), Interlocked.Read(ref _handlerFailed),
        Interlocked.Read(ref _connected), Enum.GetValues<RejectReason>().ToDictionary(reason => reason, reason => Interlocked.Read(ref _rejected[(int)reason])));
}
