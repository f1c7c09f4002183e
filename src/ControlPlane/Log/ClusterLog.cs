using System.Runtime.CompilerServices;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>The stream <c>cluster</c> and its live fold. Every instance has one; all fold the same events in the same order.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="clock">Measures waiting.</param>
/// <param name="readAhead">Whether long stretches are read and decoded on other threads while they are folded.</param>
public sealed class ClusterLog(IStreamStore store, TimeProvider clock, bool readAhead = true)
{
    /// <summary>Name of the stream that is the cluster's history.</summary>
    public const string Stream = "cluster";

    private static readonly TimeSpan FoldLimit = TimeSpan.FromSeconds(30);
    private readonly Turn _folding = new(clock);
    private readonly HistoryReader _reader = new(store, readAhead);
    private volatile Fold _fold = Fold.Empty;
    private readonly News _moved = new(clock);
    private volatile bool _caughtUp;
    private volatile string? _fault;

    /// <summary>Called for each event in order, with the state before and after it. Handlers are quick and do not throw.</summary>
    public event Action<Envelope, ClusterState, ClusterState>? Folded;

    /// <summary>The newest folded state.</summary>
    public ClusterState State => _fold.State;

    /// <summary>Store position of its last event, -1 before the first.</summary>
    public long Position => _fold.Position;

    /// <summary>Hash of its last event, lower-case hex; empty before the first.</summary>
    public string HeadHash => _fold.Hash;

    /// <summary>The newest folded version, -1 before the first, with its hash.</summary>
    public (int Version, string Hash) Head
    {
        get
        {
            var fold = _fold;
            return (fold.State.Version, fold.Hash);
        }
    }

    /// <summary>The commands of the history by their ids, as far as they are remembered.</summary>
    public CommandIndex Commands { get; } = new();

    /// <summary>Which events of the history concern whom.</summary>
    public EventScopes Scopes { get; } = new();

    /// <summary>False until the history was read to its end once, and after a reading that failed.</summary>
    public bool CaughtUp => _caughtUp;

    /// <summary>Why the history cannot be folded, for people; null while it can.</summary>
    public string? Fault => _fault;

    /// <summary>Folds everything up to the present head.</summary>
    /// <exception cref="UnknownEventException">An event that this version cannot read. The fold stays before it.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            await foreach (var page in _reader.PagesAsync(State.Version + 1, cancellation))
            {
                Advance(page);
            }

            _caughtUp = true;
            _fault = null;
        }
        catch (Exception e) when (e is UnknownEventException or StoreUnavailableException or StoreRefusedException)
        {
            _caughtUp = false;
            _fault = e.Message;
            throw;
        }
        finally
        {
            _folding.Release();
        }
    }

    /// <summary>Folds events that this process has just appended, without reading them back.</summary>
    public async Task ApplyAsync(IReadOnlyList<Envelope> appended, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            Advance(appended);
        }
        finally
        {
            _folding.Release();
        }
    }

    /// <summary>Waits until the fold has reached a version; false when the time passed first.</summary>
    public ValueTask<bool> WaitForAsync(int version, TimeSpan timeout, CancellationToken cancellation) =>
        _moved.WaitAsync(() => State.Version >= version, timeout, cancellation);

    /// <summary>Reads the history from the store.</summary>
    public async IAsyncEnumerable<Envelope> ReadAsync(int fromVersion, ReadDirection direction, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in store.ReadStreamAsync(Stream, fromVersion, direction, cancellation: cancellation))
        {
            yield return Decode(stored);
        }
    }

    /// <summary>The cluster as it stood after a version.</summary>
    public Task<ClusterState> AtVersionAsync(int version, CancellationToken cancellation) =>
        FoldWhileAsync(envelope => envelope.Version <= version, cancellation);

    /// <summary>The cluster as it stood at a time, by the times in its history.</summary>
    public Task<ClusterState> AtTimeAsync(DateTime utc, CancellationToken cancellation) =>
        FoldWhileAsync(envelope => envelope.Metadata.At <= utc, cancellation);

    /// <summary>A stored event as an event of the cluster.</summary>
    /// <exception cref="UnknownEventException">This version cannot read it.</exception>
    public static Envelope Decode(StoredEvent stored) =>
        EventCodec.Read(stored.Version, stored.Position, stored.Id, stored.Type, stored.Data.Span, stored.Metadata.Span);

    /// <summary>Folds the history anew, as long as events are to be included.</summary>
    private async Task<ClusterState> FoldWhileAsync(Func<Envelope, bool> include, CancellationToken cancellation)
    {
        var state = ClusterState.Empty;
        await foreach (var page in _reader.PagesAsync(0, cancellation))
        {
            foreach (var envelope in page)
            {
                if (!include(envelope))
                {
                    return state;
                }

                state = Evolution.Evolve(state, envelope);
            }
        }

        return state;
    }

    private async Task EnterAsync(CancellationToken cancellation)
    {
        if (!await _folding.TakeAsync(FoldLimit, cancellation))
        {
            throw new StoreUnavailableException($"The cluster's history was not read within {FoldLimit.TotalSeconds} s.");
        }
    }

    private void Advance(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            var before = _fold.State;
            if (envelope.Version == before.Version + 1)
            {
                // First, so that whoever sees the version finds it among the scopes.
                Scopes.Add(envelope.Version, EventScopes.Of(envelope.Event));
                _fold = new(Evolution.Evolve(before, envelope), envelope.Position, envelope.Metadata.Hash);
                Commands.Add(envelope);
                Folded?.Invoke(envelope, before, _fold.State);
            }
        }

        _moved.Tell();
    }

    private sealed record Fold(ClusterState State, long Position, string Hash)
    {
        internal static readonly Fold Empty = new(ClusterState.Empty, -1, "");
    }
}
