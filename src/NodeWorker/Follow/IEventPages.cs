using EventCluster.Contracts.Bus;

namespace EventCluster.NodeWorker.Follow;

/// <summary>What concerns a node in the history, page by page.</summary>
public interface IEventPages : IDisposable
{
    /// <summary>The page after a version, or why there is none.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<(NodeEventPage? Page, string Problem)> ReadAsync(int after, CancellationToken stop);
}
