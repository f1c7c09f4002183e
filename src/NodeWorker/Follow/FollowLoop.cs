using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.NodeWorker.Follow;

/// <summary>
/// Fills what the follower misses, one reading at a time, and keeps what was followed. It runs beside everything else: no heartbeat waits for it.
/// </summary>
/// <param name="follower">The follower.</param>
/// <param name="pages">The history.</param>
/// <param name="known">What the process before this one has followed.</param>
/// <param name="save">Keeps it on disk. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it cannot.</param>
/// <param name="spread">The node's own share of waits that all nodes have at the same time, from 0 up to 1.</param>
/// <param name="clusterVersion">Version of the cluster in the newest answer; -1 for none.</param>
/// <param name="isOnBus">Whether events come over the bus now.</param>
/// <param name="clock">The boot clock.</param>
/// <param name="log">Shows what happens.</param>
public sealed partial class FollowLoop(
    ClusterFollower follower, IEventPages pages, FollowFile known, Action<FollowFile> save, double spread, Func<int> clusterVersion, Func<bool> isOnBus, TimeProvider clock,
    ILogger<FollowLoop> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);
    private readonly FillRule _rule = new(spread);
    private readonly Bell _wanted = new(clock);
    private volatile FollowFile _saved = known;
    private TimeSpan _savedAt = clock.Now();
    private volatile string? _cluster;
    private volatile string? _problem;

    /// <summary>Why the last reading failed; null when it did not.</summary>
    public string? Problem => _problem;

    /// <summary>The node has joined; following begins with the first time.</summary>
    public void Joined(JoinReply reply)
    {
        follower.Joined((_cluster ?? _saved.Cluster) == reply.Cluster, reply.Reply.ClusterVersion);
        _cluster = reply.Cluster;
        _wanted.Ring();
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        follower.Wanted += _wanted.Ring;
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(LookEvery, stop);
                if (_cluster is { } cluster)
                {
                    await LookAsync(cluster, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker stops.
        }

        follower.Wanted -= _wanted.Ring;
        if (_cluster is { } last)
        {
            Save(last);
        }
    }

    private async Task LookAsync(string cluster, CancellationToken stop)
    {
        if (_rule.IsDue(follower.IsWanted, clusterVersion() > follower.Cluster.Through, isOnBus(), clock.Now()))
        {
            await FillAsync(stop);
        }

        if (clock.Now() - _savedAt >= SaveEvery)
        {
            Save(cluster);
        }
    }

    private async Task FillAsync(CancellationToken stop)
    {
        var after = follower.BeginFill();
        var (isWhole, problem) = (false, default(string));
        try
        {
            while (!isWhole && problem is null)
            {
                var (page, failure) = await pages.ReadAsync(after, stop);
                problem = page is null ? failure
                    : !follower.Fill(after, page) ? "what the control plane gives does not continue what this node has followed; it is read from the start"
                    : page.More && page.Through <= after ? "the control plane gives pages that do not go on"
                    : null;
                isWhole = page is { More: false };
                after = page?.Through ?? after;
            }
        }
        catch (OperationCanceledException)
        {
            problem = _problem;
        }

        isWhole &= problem is null;
        follower.EndFill(isWhole);
        if (isWhole)
        {
            _rule.Succeeded(clock.Now());
        }
        else
        {
            _rule.Failed(clock.Now());
        }

        if (problem is not null && problem != _problem)
        {
            LogProblem(problem);
        }

        _problem = problem;
    }

    private void Save(string cluster)
    {
        _savedAt = clock.Now();
        var file = new FollowFile(cluster, _saved.Node, follower.Cluster);
        if (file == _saved)
        {
            return;
        }

        try
        {
            save(file);
            _saved = file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's history cannot be followed over HTTP: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was followed cannot be kept: {Why}")]
    private partial void LogNotSaved(string why);
}
