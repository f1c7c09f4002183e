using System.Threading.Channels;

namespace EventCluster.NodeWorker.State;

/// <summary>Writes the newest state to disk, away from the threads that must not wait for a disk. What was overtaken is not written.</summary>
public sealed class StateRecorder : IAsyncDisposable
{
    private readonly Channel<WorkerState> _newest =
        Channel.CreateBounded<WorkerState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Task _writing;
    private WorkerState? _recorded;

    /// <summary>Starts writing.</summary>
    /// <param name="data">Where.</param>
    /// <param name="failed">The disk refused; the next state is tried again.</param>
    public StateRecorder(DataDirectory data, Action<string> failed) => _writing = Task.Run(() => WriteAsync(data, failed));

    /// <summary>Has a state written soon.</summary>
    public void Record(WorkerState state)
    {
        if (!state.Equals(Interlocked.Exchange(ref _recorded, state)))
        {
            _newest.Writer.TryWrite(state);
        }
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync(DataDirectory data, Action<string> failed)
    {
        await foreach (var state in _newest.Reader.ReadAllAsync())
        {
            try
            {
                data.Save(state);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed($"the state cannot be written to '{data.Path}': {e.Message}");
            }
        }
    }
}
