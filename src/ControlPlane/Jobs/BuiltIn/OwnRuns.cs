using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>
/// Runs of built-in jobs that this process was given, in the term in which it was given them. Used by the keeper alone. What they come to is told until it
/// is recorded, as nodes do; a run of a term that is over is nobody's any more, and counts as lost.
/// </summary>
internal sealed class OwnRuns(IEnumerable<IUpkeep> upkeeps, RunDesk desk, TermHolder holder, ControlPlaneSettings settings, TimeProvider clock, Func<Guid> newId)
{
    private readonly Dictionary<string, IUpkeep> _upkeeps = upkeeps.ToDictionary(u => u.Name, StringComparer.Ordinal);
    private readonly Dictionary<Guid, (OwnRun Run, Task<RunReport> Ended)> _runs = [];

    /// <summary>This process, as the runs name it.</summary>
    internal RunPlace Place { get; } = RunPlace.OfInstance(settings.Instance, newId());

    /// <summary>Begins what was given and ends what shall end.</summary>
    /// <returns>What is to be recorded.</returns>
    internal IReadOnlyList<(string Node, RunReport Report)> Keep(RunBook book, ClusterState state, long term)
    {
        var given = (book.InFlight.GetValueOrDefault(Place.Name) ?? []).FindAll(r => r.Start!.Boot == Place.Boot && r.Start.Term == term);
        foreach (var id in _runs.Keys.Where(id => !given.Exists(r => r.Id == id)).ToArray())
        {
            Drop(id);
        }

        List<(string, RunReport)> reports = [];
        foreach (var run in given)
        {
            if (!_runs.TryGetValue(run.Id, out var own))
            {
                own = _runs[run.Id] = Begin(run);
            }

            if (state.CancelledRuns.Contains(run.Id))
            {
                own.Run.End(RunState.Cancelled, "It was ended because somebody cancelled it.");
            }

            if (own.Ended.IsCompletedSuccessfully)
            {
                reports.Add((Place.Name, own.Ended.Result));
            }
            else if (run.Status == RunStatus.Dispatched)
            {
                reports.Add((Place.Name, new(run.Id, RunState.Running, null, null, null, null)));
            }
        }

        return reports;
    }

    /// <summary>Ends all: the term is over, or the process stops.</summary>
    internal void End()
    {
        foreach (var id in _runs.Keys.ToArray())
        {
            Drop(id);
        }
    }

    private (OwnRun Run, Task<RunReport> Ended) Begin(Run run)
    {
        OwnRun own = new(run, _upkeeps.GetValueOrDefault(run.Start!.Action), holder, clock);
        return (own, RunAsync(own));
    }

    private async Task<RunReport> RunAsync(OwnRun own)
    {
        var report = await own.RunAsync();
        desk.Bell.Ring();
        return report;
    }

    private void Drop(Guid id)
    {
        _runs[id].Run.End(RunState.Lost, "It was ended with its term.");
        _runs.Remove(id);
    }
}
