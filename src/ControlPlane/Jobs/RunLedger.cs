using EventCluster.Domain.Jobs;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>
/// The stream <c>job-runs</c> and its live fold. Every instance has one and folds the same events; only the holder of the term appends, always at the
/// version that it has decided on, so what two instances do at once one of them does not do.
/// </summary>
public sealed class RunLedger(IStreamStore store, Func<Guid> newId, TimeProvider clock)
{
    /// <summary>Name of the stream.</summary>
    public const string Stream = "job-runs";

    private const int PageEvents = 1_000;
    private static readonly TimeSpan FoldLimit = TimeSpan.FromSeconds(30);
    private readonly Turn _folding = new(clock);
    private volatile RunBook _book = RunBook.Empty;

    /// <summary>Called for each event in order. Handlers are quick and do not throw.</summary>
    internal event Action<RunEvent>? Folded;

    /// <summary>The runs as far as they are folded.</summary>
    public RunBook Book => _book;

    /// <summary>Folds everything up to the present head.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="StoreRefusedException">An event that this version cannot read. The fold stays before it.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            var more = true;
            while (more)
            {
                var book = _book;
                var read = 0;
                await foreach (var stored in store.ReadStreamAsync(Stream, book.Version + 1, limit: PageEvents, cancellation: cancellation))
                {
                    var e = Decode(stored);
                    book = RunEvolution.Evolve(book, stored.Version, e);
                    Folded?.Invoke(e);
                    read++;
                }

                _book = book;
                more = read == PageEvents;
            }
        }
        finally
        {
            _folding.Release();
        }
    }

    /// <summary>Appends what was decided on a book; false when the stream stands elsewhere by now, and nothing was appended.</summary>
    /// <exception cref="StoreUnavailableException">The outcome is unknown: catch up, and decide anew on what is there.</exception>
    internal async Task<bool> AppendAsync(RunBook decidedOn, IReadOnlyList<RunEvent> events, CancellationToken cancellation)
    {
        NewEvent[] batch = [.. events.Select(RunCodec.Write).Select(e => new NewEvent(newId(), e.Type, e.Data))];
        AppendResult result;
        try
        {
            result = await store.AppendAsync(Stream, ExpectedVersion.At(decidedOn.Version), batch, cancellation);
        }
        catch (WrongExpectedVersionException)
        {
            return false;
        }

        await EnterAsync(cancellation);
        try
        {
            // Whoever tails the stream may have folded them already.
            var (book, first) = (_book, result.Version - events.Count + 1);
            if (book.Version == first - 1)
            {
                for (var i = 0; i < events.Count; i++)
                {
                    book = RunEvolution.Evolve(book, first + i, events[i]);
                    Folded?.Invoke(events[i]);
                }

                _book = book;
            }
        }
        finally
        {
            _folding.Release();
        }

        return true;
    }

    private async Task EnterAsync(CancellationToken cancellation)
    {
        if (!await _folding.TakeAsync(FoldLimit, cancellation))
        {
            throw new StoreUnavailableException($"The runs of jobs were not read within {FoldLimit.TotalSeconds} s.");
        }
    }

    private static RunEvent Decode(StoredEvent stored) => RunCodec.Read(stored.Type, stored.Data.Span) ?? throw new StoreRefusedException(
        $"Event {stored.Version} of stream '{Stream}' is a '{stored.Type}' that this version cannot read. No job is scheduled on it. Use the version that wrote it, or a newer one.");
}
