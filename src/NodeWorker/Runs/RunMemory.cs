using System.Collections.Immutable;

namespace EventCluster.NodeWorker.Runs;

/// <summary>What outlives the worker's process, so that no run is begun twice.</summary>
/// <param name="Term">The newest term heard of.</param>
/// <param name="Begun">The newest runs that were begun, oldest first, at most <see cref="MostBegun"/>.</param>
public sealed record RunMemory(long Term, ImmutableList<BegunRun> Begun)
{
    /// <summary>Most runs that are remembered. Far more than a node is given before an old order of one of them is out of date by its term.</summary>
    public const int MostBegun = 1024;

    /// <summary>Nothing was ever begun.</summary>
    public static readonly RunMemory Nothing = new(0, []);

    /// <summary>Whether the run was begun.</summary>
    public bool Knows(Guid run) => Begun.Exists(b => b.Run == run);

    /// <summary>A run is about to begin.</summary>
    public RunMemory Begin(Guid run)
    {
        var begun = Begun.Add(new(run, true));
        return this with { Begun = begun.Count > MostBegun ? begun.RemoveAt(0) : begun };
    }

    /// <summary>What became of the run is known to the control plane.</summary>
    public RunMemory Settle(Guid run) =>
        Begun.FindLastIndex(b => b.Run == run) is var index and >= 0 ? this with { Begun = Begun.SetItem(index, new(run, false)) } : this;
}

/// <summary>A run that was begun.</summary>
/// <param name="Run">Identity of the run.</param>
/// <param name="Open">True until the control plane is known to have heard how it ended.</param>
public sealed record BegunRun(Guid Run, bool Open);
