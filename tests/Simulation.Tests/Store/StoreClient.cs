using System.Runtime.CompilerServices;
using EventCluster.Hosting.Waiting;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.StreamStore;

namespace EventCluster.Simulation.Tests.Store;

/// <summary>
/// The store as one instance reaches it: later, sometimes not at all, and sometimes so that the effect is there and the answer is not. A caller that stops
/// waiting does not undo its request.
/// </summary>
internal sealed class StoreClient(StoreServer server, StoreFaults faults, TimeProvider clock, Scheduler scheduler, Dice dice) : IStreamStore
{
    /// <summary>After this a request without an answer counts as failed, as a driver's own limit would have it.</summary>
    private static readonly TimeSpan DriverLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default) =>
        CallAsync(() => server.Append(stream, expected, events), cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (limit > 0)
        {
            var start = from;
            var most = limit;
            var page = await CallAsync(() => server.Read(stream, start, direction, most), cancellation);
            foreach (var stored in page)
            {
                yield return stored;
            }

            if (page.Count < StoreServer.PageEvents)
            {
                yield break;
            }

            limit -= page.Count;
            from = page[^1].Version + (direction == ReadDirection.Forwards ? 1 : -1);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default) =>
        throw new NotSupportedException("No part of the simulated world reads all streams.");

    /// <inheritdoc/>
    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default) => CallAsync(() => server.Head(stream), cancellation);

    /// <inheritdoc/>
    public Task<long> HeadPositionAsync(CancellationToken cancellation = default) => CallAsync(server.HeadPosition, cancellation);

    /// <inheritdoc/>
    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default) => CallAsync(() => server.Keep(stream, retention), cancellation);

    /// <inheritdoc/>
    public Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default) => CallAsync(() => server.Trim(stream, now), cancellation);

    /// <inheritdoc/>
    public async Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default)
    {
        // It looks at the store again and again; here it is called for the looks that find something.
        var until = clock.GetTimestamp() + timeout.Ticks;
        while (true)
        {
            var isThere = server.HeadPosition() > afterPosition;
            if (isThere && !faults.IsAway && !faults.IsSilent)
            {
                return true;
            }

            Bell bell = new(clock);
            var left = TimeSpan.FromTicks(until - clock.GetTimestamp());
            if (!isThere)
            {
                server.OnNextAppend(() => scheduler.After(dice.Between(TimeSpan.Zero, LongestPoll), bell.Ring));
            }
            else if (left > LongestPoll)
            {
                left = LongestPoll;
            }

            if (left <= TimeSpan.Zero || (!await bell.WaitAsync(left, cancellation) && !isThere))
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Wake()
    {
        // The next look is at most a poll away.
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> CallAsync<T>(Func<T> atServer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource<T> answer = new();
        using var ended = cancellation.UnsafeRegister(static (answer, token) => ((TaskCompletionSource<T>)answer!).TrySetCanceled(token), answer);
        scheduler.After(dice.LongTailed(faults.Delay), () => Arrive(atServer, answer));
        return await answer.Task;
    }

    private void Arrive<T>(Func<T> atServer, TaskCompletionSource<T> answer)
    {
        if (faults.IsAway || faults.IsSilent || dice.Chance(faults.FailsBefore))
        {
            Fail(answer, faults.IsSilent ? DriverLimit : TimeSpan.Zero, "The store cannot be reached.");
            return;
        }

        Action give;
        try
        {
            var result = atServer();
            give = () => answer.TrySetResult(result);
        }
        catch (WrongExpectedVersionException conflict)
        {
            give = () => answer.TrySetException(conflict);
        }

        if (dice.Chance(faults.LosesAnswer))
        {
            Fail(answer, dice.Chance(0.5) ? DriverLimit : TimeSpan.Zero, "The connection broke before the store's answer.");
            return;
        }

        scheduler.After(dice.LongTailed(faults.Delay), give);
    }

    private void Fail<T>(TaskCompletionSource<T> answer, TimeSpan after, string why) =>
        scheduler.After(after + dice.LongTailed(faults.Delay), () => answer.TrySetException(new StoreUnavailableException(why)));
}
