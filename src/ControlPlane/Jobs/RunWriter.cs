using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Jobs;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Writes to the stream <c>job-runs</c> in a term, which is asked for right before.</summary>
internal sealed class RunWriter(RunLedger ledger, ClusterLog log, TermHolder holder, StreamTrimmer trimmer, ControlPlaneSettings settings, TimeProvider clock)
{
    private const int MostMarks = 5;
    private static readonly TimeSpan AppendLimit = TimeSpan.FromSeconds(5);

    /// <summary>Appends what was decided on a book; false when nothing was, because the term is over or the stream stands elsewhere by now.</summary>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    internal async Task<bool> AppendAsync(long term, RunBook book, IReadOnlyList<RunEvent> events, CancellationToken cancellation)
    {
        using TimeLimit limit = new(AppendLimit, clock, cancellation);
        return holder.Held?.Term == term && await ledger.AppendAsync(book, events, limit.Token);
    }

    /// <summary>Writes the mark that fences older instances and says how far each job has come; false when it was not written.</summary>
    internal Task<bool> MarkAsync(long term, CancellationToken cancellation)
    {
        var book = ledger.Book;
        var cursors = log.State.Jobs.Keys.ToDictionary(name => name, book.Cursor, StringComparer.Ordinal);
        return AppendAsync(term, book, [new SchedulingBegan(clock.GetUtcNow().UtcDateTime, term, settings.Instance, cursors)], cancellation);
    }

    /// <summary>Lets the oldest events go. How far each job has come is written anew first, since what told it may be among them.</summary>
    /// <returns>How many events were deleted; null when the mark could not be written.</returns>
    internal async Task<int?> TrimAsync(long term, Retention kept, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostMarks && holder.Held?.Term == term; attempt++)
        {
            if (await MarkAsync(term, cancellation))
            {
                return await trimmer.TrimAsync(RunLedger.Stream, kept, cancellation);
            }

            await ledger.CatchUpAsync(cancellation);
        }

        return null;
    }
}
