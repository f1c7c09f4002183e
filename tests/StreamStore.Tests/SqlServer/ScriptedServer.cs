using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>A server as a group commit sees it, whose next answers go wrong as told. It keeps what was committed.</summary>
internal sealed class ScriptedServer
{
    private readonly Queue<Failure> failures = new();

    /// <summary>How an attempt goes wrong.</summary>
    public enum Failure
    {
        /// <summary>Nothing is wrong.</summary>
        None,

        /// <summary>A deadlock's victim: nothing was stored.</summary>
        Deadlock,

        /// <summary>The connection ends before the commit.</summary>
        CutBefore,

        /// <summary>The connection ends after the commit, before the answer.</summary>
        CutAfter,

        /// <summary>The account is refused.</summary>
        Denied,
    }

    /// <summary>Ids as they were committed.</summary>
    public List<Guid> Stored { get; } = [];

    /// <summary>How many requests each attempt held.</summary>
    public List<int> Attempts { get; } = [];

    /// <summary>What happens at the next attempts.</summary>
    public void Next(params Failure[] next)
    {
        foreach (var failure in next)
        {
            failures.Enqueue(failure);
        }
    }

    public Task<IReadOnlyList<Verdict>> WriteAsync(IReadOnlyList<AppendRequest> group)
    {
        Attempts.Add(group.Count);
        var failure = failures.TryDequeue(out var next) ? next : Failure.None;
        if (failure is Failure.Deadlock or Failure.CutBefore or Failure.Denied)
        {
            throw Fault(failure);
        }

        List<Verdict> verdicts = [];
        foreach (var request in group)
        {
            var (head, isNew) = (Stored.Count - 1, !Stored.Contains(request.Events[0].Id) && (request.Expected == ExpectedVersion.Any || request.Expected.Value == Stored.Count - 1));
            if (isNew)
            {
                Stored.AddRange(request.Events.Ids());
            }

            verdicts.Add(new Verdict(verdicts.Count, isNew, head, Stored.Count - 1, Stored.Count - 1));
        }

        return failure == Failure.CutAfter ? throw Fault(failure) : Task.FromResult<IReadOnlyList<Verdict>>(verdicts);
    }

    public Task<AppendResult?> FindAsync(AppendRequest request)
    {
        var last = Stored.IndexOf(request.Events[^1].Id);
        return Task.FromResult<AppendResult?>(last < 0 ? null : new AppendResult(last, last, AlreadyThere: true));
    }

    private static StoreFault Fault(Failure failure) => new(
        failure switch { Failure.Deadlock => FaultKind.Transient, Failure.Denied => FaultKind.Denied, _ => FaultKind.Lost }, $"{failure}");
}
