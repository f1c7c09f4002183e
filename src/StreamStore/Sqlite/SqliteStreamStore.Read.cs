using System.Runtime.CompilerServices;

namespace EventCluster.StreamStore.Sqlite;

public sealed partial class SqliteStreamStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadAsync(new Question(stream, from, direction, limit, []), cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAllAsync(
        long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadAsync(new Question(null, from, direction, limit, []), cancellation);
    }

    /// <inheritdoc/>
    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        return readers.AskAsync(static (reader, name) => reader.Head(name), stream, cancellation).AsTask();
    }

    /// <inheritdoc/>
    public Task<long> HeadPositionAsync(CancellationToken cancellation = default) =>
        readers.AskAsync(static (reader, _) => reader.HeadPosition(), 0, cancellation).AsTask();

    private async IAsyncEnumerable<StoredEvent> ReadAsync(Question question, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Each page is its own short transaction: a slow consumer keeps neither a connection nor the write-ahead log.
        for (var more = question.Limit > 0; more;)
        {
            cancellation.ThrowIfCancellationRequested();
            more = await readers.AskAsync(static (reader, asked) => asked.Of(reader), question, cancellation).ConfigureAwait(false);
            foreach (var item in question.Page)
            {
                yield return item;
            }

            question = question.Next();
        }
    }

    /// <summary>What to read next.</summary>
    private sealed record Question(string? Stream, long From, ReadDirection Direction, int Limit, List<StoredEvent> Page)
    {
        public bool Of(Reader reader)
        {
            reader.DropCache();
            return Stream is null
                ? reader.ReadAll(From, Direction, Limit, Page)
                : reader.ReadStream(Stream, (int)From, Direction, Limit, Page);
        }

        public Question Next()
        {
            if (Page.Count == 0)
            {
                return this;
            }

            var last = Stream is null ? Page[^1].Position : Page[^1].Version;
            var left = Limit - Page.Count;
            Page.Clear();
            return this with { From = last + (Direction == ReadDirection.Forwards ? 1 : -1), Limit = left };
        }
    }
}
