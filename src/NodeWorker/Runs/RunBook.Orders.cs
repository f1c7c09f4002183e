using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Runs;

/// <summary>Obeying orders, and ending what must not go on.</summary>
public sealed partial record RunBook
{
    /// <summary>What is no longer asked for was heard, or is not wanted any more.</summary>
    private RunBook Settle(IReadOnlyList<RunOrder> orders, List<RunEffect> effects)
    {
        var book = this;
        foreach (var entry in Entries.Where(e => !orders.Any(o => o.Run == e.Run)))
        {
            book = entry.IsRunning
                ? book.End(entry, RunState.Cancelled, "It was killed because the control plane does not ask for it any more.", effects)
                : book with { Entries = book.Entries.Remove(entry), Memory = book.Memory.Settle(entry.Run) };
        }

        return book;
    }

    private RunBook Obey(RunOrder order, TimeSpan beginBy, TimeSpan now, List<StartRun> starts, List<RunEffect> effects)
    {
        if (Entries.Find(e => e.Run == order.Run) is { } known)
        {
            return known.IsRunning && order.Cancel ? End(known, RunState.Cancelled, "It was killed because somebody cancelled it.", effects) : this;
        }

        if (Hindrance(order, now) is var (state, message))
        {
            effects.Add(new TellRuns());
            return Note(new(order.Run, order, state, message));
        }

        // One more than may run at a time waits, and one that comes late: the next answer orders it again.
        return now < beginBy && Entries.Count(e => e.IsRunning) < RunReport.MostRuns ? Begin(order, Actions[order.Action], now, starts, effects) : this;
    }

    private RunBook Begin(RunOrder order, ActionSettings action, TimeSpan now, List<StartRun> starts, List<RunEffect> effects)
    {
        var limit = action.TimeLimit < order.TimeLimit ? action.TimeLimit.Value : order.TimeLimit;
        var entry = new RunEntry(order.Run, order, RunState.Running, null)
        {
            BegunAt = now,
            LimitAt = limit < TimeSpan.MaxValue - now ? now + limit : null,
            Epoch = Role.Holds(now) ? Role.Epoch : 0,
        };
        starts.Add(new(order, entry.Epoch, entry.Deadline(Role)));
        effects.Add(new TellRuns());
        return (this with { Memory = Memory.Begin(order.Run) }).Note(entry);
    }

    /// <summary>Why a run is not begun, and as what it is told; null where it may be.</summary>
    private (RunState State, string Message)? Hindrance(RunOrder order, TimeSpan now) => order switch
    {
        _ when Memory.Knows(order.Run) => (RunState.Lost, Forgotten),
        _ when order.Term < Memory.Term => (RunState.Refused, $"The order is of term {order.Term}, and this node has heard of term {Memory.Term}."),
        { Cancel: true } => (RunState.Cancelled, "It was cancelled before it had begun."),
        _ when Leaving is { } why => (RunState.Cancelled, $"It was not begun because {why}."),
        _ when !Actions.ContainsKey(order.Action) => (RunState.Refused, UnknownAction()),
        _ when order.TimeLimit <= TimeSpan.Zero => (RunState.Refused, $"Its time limit is {order.TimeLimit:c}; it must be above zero."),
        _ when ActionRules.ArgumentProblem(order.Arguments) is { } problem => (RunState.Refused, $"'arguments' {problem}"),
        { NeedsRole: true } when !Role.Holds(now) => (RunState.Refused, "It needs the role, which this node does not hold."),
        _ => null,
    };

    private string UnknownAction() => Actions.Count == 0
        ? "This node offers no action. Add it as Node:Actions:NAME:Command to the worker's settings and start the worker anew."
        : "This node does not offer the action. Add it as Node:Actions:NAME:Command to the worker's settings and start the worker anew, or correct the job.";

    /// <summary>Judges every deadline, and moves those that have moved with the role's.</summary>
    private RunBook Judge(TimeSpan now, List<RunEffect> effects, HeldRole before)
    {
        var book = this;
        foreach (var entry in Entries.Where(e => e is { IsRunning: true, Ending: null }))
        {
            if (entry.Order!.NeedsRole && (!Role.Holds(now) || Role.Epoch != entry.Epoch))
            {
                book = book.End(entry, RunState.Cancelled, RoleEnded, effects);
            }
            else if (entry.LimitAt <= now)
            {
                book = book.End(entry, RunState.TimedOut, $"It was killed at its time limit, {entry.LimitAt - entry.BegunAt:c}.", effects);
            }
            else if (entry.Deadline(Role) is var deadline && deadline != entry.Deadline(before))
            {
                effects.Add(new MoveRun(entry.Run, deadline));
            }
        }

        return book;
    }

    /// <summary>Has a run killed. The first cause is the one reported.</summary>
    private RunBook End(RunEntry entry, RunState ending, string why, List<RunEffect> effects)
    {
        if (entry.Ending is not null)
        {
            return this;
        }

        effects.Add(new KillRun(entry.Run));
        return Note(entry with { Ending = ending, Message = why });
    }
}
