using System.Collections.Immutable;
using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Runs;

/// <summary>
/// What a node does about runs of jobs, as a pure state machine: inputs go in with the instant at which they happen (on the boot clock), the next state and
/// the effects come out. It reads no clock and does no work.
/// </summary>
/// <remarks>
/// The invariants, whatever is lost, late or doubled, and however often the worker starts anew:
/// <list type="number">
/// <item>no run is started twice;</item>
/// <item>a run that needs the role is started only while it is held, and killed with it;</item>
/// <item>what was begun is reported until the control plane does not ask for it any more.</item>
/// </list>
/// </remarks>
/// <param name="Actions">What the node's own configuration allows.</param>
/// <param name="Memory">What outlives the process.</param>
public sealed partial record RunBook(IReadOnlyDictionary<string, ActionSettings> Actions, RunMemory Memory)
{
    private const string RoleEnded = "It was killed because the node's role ended.";
    private const string Forgotten = "This node has begun it before and does not know what it did; it is not begun again.";

    /// <summary>The runs that are told of, oldest first.</summary>
    public ImmutableList<RunEntry> Entries { get; private init; } = [];

    /// <summary>The role.</summary>
    public HeldRole Role { get; private init; }

    /// <summary>Why no run is begun any more; null while they are.</summary>
    public string? Leaving { get; private init; }

    /// <summary>How many runs ended, by how they did, since the process began.</summary>
    public ImmutableSortedDictionary<RunState, long> Ended { get; private init; } = ImmutableSortedDictionary<RunState, long>.Empty;

    /// <summary>True when nothing runs.</summary>
    public bool IsIdle => !Entries.Exists(e => e.IsRunning);

    /// <summary>The book of a process that has just started. What an earlier one had begun is lost.</summary>
    public static RunBook Open(IReadOnlyDictionary<string, ActionSettings> actions, RunMemory memory) => new(actions, memory)
    {
        Entries = [.. memory.Begun.Where(b => b.Open).TakeLast(RunReport.MostRuns).Select(b => new RunEntry(b.Run, null, RunState.Lost, Forgotten))],
    };

    /// <summary>What a heartbeat tells: first what has ended, for only that makes room.</summary>
    public IReadOnlyList<RunReport>? Reports(TimeSpan now) =>
        Entries.IsEmpty ? null : [.. Entries.OrderBy(e => e.IsRunning).Take(RunReport.MostRuns).Select(e => e.Report(now))];

    /// <summary>A heartbeat was answered.</summary>
    /// <param name="term">Term of the instance that answers.</param>
    /// <param name="orders">All runs that the node shall carry out.</param>
    /// <param name="beginBy">Nothing is begun from then on: the control plane may count it as lost a lease and its time limit after it gave the answer.</param>
    /// <param name="now">This instant.</param>
    public RunStep Answer(long term, IReadOnlyList<RunOrder> orders, TimeSpan beginBy, TimeSpan now) => Step(effects =>
    {
        var newest = orders.Select(o => o.Term).Append(term).Append(Memory.Term).Max();
        var book = this with { Memory = Memory with { Term = newest } };

        // An instance whose term is over may not know what the newer one has given.
        book = term < newest ? book : book.Settle(orders, effects);
        List<StartRun> starts = [];
        foreach (var order in orders.Take(RunReport.MostRuns))
        {
            book = book.Obey(order, beginBy, now, starts, effects);
        }

        if (starts.Count > 0)
        {
            effects.Insert(0, new BeginRuns(book.Memory, starts));
        }

        return book;
    });

    /// <summary>The role has changed, or its end has moved.</summary>
    public RunStep Hold(HeldRole role, TimeSpan now) => Step(effects => (this with { Role = role }).Judge(now, effects, Role));

    /// <summary>Time has passed.</summary>
    public RunStep Tick(TimeSpan now) => Step(effects => Judge(now, effects, Role));

    /// <summary>The worker is to stop, or is no part of the cluster any more: everything is killed and nothing begun.</summary>
    public RunStep Leave(string why) => Step(effects =>
    {
        var book = this with { Leaving = Leaving ?? why };
        return Entries.Where(e => e.IsRunning).Aggregate(book, (next, entry) => next.End(entry, RunState.Cancelled, $"It was killed because {why}.", effects));
    });

    /// <summary>An action has ended, and everything that it had started.</summary>
    public RunStep Finish(Guid run, RunEnd end, TimeSpan now) => Step(effects =>
    {
        // The guard may have killed it before anybody here looked at the clock.
        var book = Judge(now, effects, Role);
        if (book.Entries.Find(e => e.Run == run) is not { IsRunning: true } entry)
        {
            return book;
        }

        effects.RemoveAll(effect => effect is KillRun kill && kill.Run == run);
        effects.Add(new TellRuns());
        var (state, message) = (end.ExitCode, entry.Ending) switch
        {
            (0, _) => (RunState.Succeeded, null),
            (_, { } ending) => (ending, entry.Message),

            // This process may have been paused before it could move the guard's deadline with the lease's.
            _ when end.IsOverdue => (RunState.Cancelled, RoleEnded),
            _ => (RunState.Failed, end.Detail),
        };
        return book.Note(entry with { State = state, Message = message, ExitCode = end.ExitCode, Output = end.Output, Elapsed = now - entry.BegunAt });
    });

    private static RunStep Step(RunBook book, List<RunEffect> effects) => new(book, effects);

    private static RunStep Step(Func<List<RunEffect>, RunBook> change)
    {
        var effects = new List<RunEffect>();
        return Step(change(effects), effects);
    }

    /// <summary>Replaces the entry, or adds it, and counts it if it ends by that.</summary>
    private RunBook Note(RunEntry entry)
    {
        var index = Entries.FindIndex(e => e.Run == entry.Run);
        var book = this with { Entries = index < 0 ? Entries.Add(entry) : Entries.SetItem(index, entry) };
        return entry.IsRunning ? book : book with { Ended = Ended.SetItem(entry.State, Ended.GetValueOrDefault(entry.State) + 1) };
    }
}
