namespace EventCluster.NodeWorker.Link;

/// <summary>Brings signals of one instance while it is held.</summary>
public interface ISignalStream
{
    /// <summary>Holds it until it ends, or is stopped.</summary>
    /// <param name="token">The node's token.</param>
    /// <param name="signalled">A signal came; called once when the stream stands, for whatever was signalled before.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>False when the instance refused it.</returns>
    /// <exception cref="HttpRequestException">The instance cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, or nothing came for too long.</exception>
    Task<bool> ListenAsync(string token, Action signalled, CancellationToken stop);
}
