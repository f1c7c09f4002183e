using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Checks;

/// <summary>The newest result of every check, in the order of their names. Read by heartbeats, which never wait for a check.</summary>
public sealed class CheckBoard
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, CheckResult> _results = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<CheckResult> _snapshot = [];

    /// <summary>The results now.</summary>
    public IReadOnlyList<CheckResult> Results => _snapshot;

    /// <summary>Notes a result.</summary>
    public void Post(CheckResult result)
    {
        lock (_gate)
        {
            _results[result.Name] = result;
            _snapshot = [.. _results.Values];
        }
    }
}
