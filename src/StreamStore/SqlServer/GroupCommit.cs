namespace EventCluster.StreamStore.SqlServer;

/// <summary>Sends a group to the server until each of its callers has an answer.</summary>
/// <param name="write">Writes a group in one transaction and one round trip.</param>
/// <param name="find">Looks for a batch as it would stand had it been stored before.</param>
/// <param name="attempts">Tries again what failed for a moment.</param>
/// <param name="committed">Called after each transaction, before its callers are answered.</param>
/// <remarks>
/// When a connection is lost nobody knows whether the transaction was committed. Sending the same group again finds out and makes good in one: it waits for the
/// lock that the lost transaction holds until it has ended, ids that stand in the stream are not stored again, and reading them back tells which they are.
/// </remarks>
internal sealed class GroupCommit(
    Func<IReadOnlyList<AppendRequest>, Task<IReadOnlyList<Verdict>>> write, Func<AppendRequest, Task<AppendResult?>> find, Attempts attempts, Action committed)
{
    /// <summary>Answers every request of the group, with an error at the worst.</summary>
    public async Task RunAsync(List<AppendRequest> group)
    {
        try
        {
            await attempts.RunAsync(_ => AttemptAsync(group), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            group.ForEach(request => request.Fail(error));
        }
    }

    private async Task<bool> AttemptAsync(List<AppendRequest> group)
    {
        // Nobody waits for these any more: what they hold need not be stored.
        group.RemoveAll(request => request.IsAnswered);
        if (group.Count == 0)
        {
            return true;
        }

        foreach (var verdict in await WriteAsync(group).ConfigureAwait(false))
        {
            var request = group[verdict.Request];
            if (!verdict.IsStored)
            {
                await RefuseAsync(request, verdict.Head).ConfigureAwait(false);
            }
        }

        return true;
    }

    private async Task<IReadOnlyList<Verdict>> WriteAsync(List<AppendRequest> group)
    {
        try
        {
            var verdicts = await write(group).ConfigureAwait(false);
            committed();

            // Those that are stored are answered before anything else can fail.
            foreach (var stored in verdicts.Where(verdict => verdict.IsStored))
            {
                group[stored.Request].Store(stored.Version, stored.Position);
            }

            return verdicts;
        }
        catch (StoreFault fault) when (fault.Kind == FaultKind.Lost)
        {
            group.ForEach(request => request.IsUnsure = true);
            throw;
        }
    }

    private async Task RefuseAsync(AppendRequest request, int head)
    {
        if (await find(request).ConfigureAwait(false) is { } found)
        {
            request.Find(found);
        }
        else
        {
            request.Conflict(head);
        }
    }
}
