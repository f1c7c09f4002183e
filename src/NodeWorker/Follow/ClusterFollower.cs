using EventCluster.Contracts.Bus;

namespace EventCluster.NodeWorker.Follow;

/// <summary>
/// Follows the cluster through what comes in: events from the bus in any order, any number of times or not at all, and pages of the history that fill what is missing.
/// Events before which something is missing wait, a bounded number of them; it waits for nothing itself.
/// </summary>
public sealed class ClusterFollower(FollowedCluster known)
{
    /// <summary>Most events that wait for a hole to be filled; what is beyond them is read again.</summary>
    public const int MostWaiting = 256;

    private readonly Lock _gate = new();
    private readonly SortedList<int, BusEvent> _waiting = [];
    private FollowedCluster _cluster = known;
    private bool _filling;
    private bool _isVerified;
    private bool _isWanted = true;
    private long _duplicates;
    private long _holes;
    private long _filled;
    private long _restarts;

    /// <summary>Raised when the history should be read now, on any thread; handlers return at once.</summary>
    public event Action? Wanted;

    /// <summary>What is known now.</summary>
    public FollowedCluster Cluster
    {
        get
        {
            lock (_gate)
            {
                return _cluster;
            }
        }
    }

    /// <summary>True while something is missing for certain, or may be because nobody listened.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_gate)
            {
                return _isWanted;
            }
        }
    }

    /// <summary>Figures for people and tests.</summary>
    public FollowCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new(_duplicates, _holes, _filled, _restarts, _waiting.Count);
            }
        }
    }

    /// <summary>An event came over the bus.</summary>
    public Following Hear(BusEvent e)
    {
        Following outcome;
        lock (_gate)
        {
            outcome = Apply(e);
            switch (outcome)
            {
                case Following.Applied:
                    ApplyWaiting();
                    return outcome;
                case Following.Duplicate:
                    _duplicates++;
                    return outcome;
                case Following.Hole:
                    Wait(e);
                    break;
                case Following.Foreign:
                    StartAnew();
                    break;
            }
        }

        Wanted?.Invoke();
        return outcome;
    }

    /// <summary>Nobody listened for a while, so something may be missing.</summary>
    public void Missed()
    {
        lock (_gate)
        {
            _isWanted = true;
        }

        Wanted?.Invoke();
    }

    /// <summary>The node has joined. What was followed of another cluster, or of a history that has since been replaced by a shorter one, is forgotten.</summary>
    /// <param name="isSame">It is the cluster of before.</param>
    /// <param name="version">Version of the cluster now.</param>
    public void Joined(bool isSame, int version)
    {
        lock (_gate)
        {
            if (!isSame || _cluster.Newest > version || _cluster.Through > version)
            {
                StartAnew();
            }
        }
    }

    /// <summary>
    /// Reading begins. Returns the version after which to read. What an earlier process has followed is verified first: the last event of the cluster is read
    /// again, and if it is another one now, so is the history.
    /// </summary>
    public int BeginFill()
    {
        lock (_gate)
        {
            (_filling, _isWanted) = (true, false);
            return _isVerified ? _cluster.Through : Math.Min(_cluster.Through, Math.Max(_cluster.Cluster.Version, 0) - 1);
        }
    }

    /// <summary>A page was read.</summary>
    /// <param name="after">The version after which it was asked for, up to which nothing is missing.</param>
    /// <param name="page">What was given.</param>
    /// <returns>False when it does not continue what is known: then everything is read anew.</returns>
    public bool Fill(int after, NodeEventPage page)
    {
        lock (_gate)
        {
            if (after > _cluster.Through)
            {
                return false;
            }

            foreach (var e in page.Items)
            {
                switch (Apply(e))
                {
                    case Following.Applied:
                        _filled++;
                        break;
                    case Following.Hole or Following.Foreign:
                        StartAnew();
                        return false;
                }
            }

            _cluster = _cluster with { Through = Math.Max(_cluster.Through, page.Through) };
            ApplyWaiting();
            return true;
        }
    }

    /// <summary>Reading has ended.</summary>
    /// <param name="isWhole">All that there was has been read.</param>
    public void EndFill(bool isWhole)
    {
        lock (_gate)
        {
            // What still waits came after the last page was made, or hangs behind another hole.
            (_filling, _isVerified) = (false, _isVerified || isWhole);
            _isWanted |= !isWhole || _waiting.Count > 0;
        }
    }

    private Following Apply(BusEvent e)
    {
        (_cluster, var outcome) = _cluster.Apply(e);
        return outcome;
    }

    private void Wait(BusEvent e)
    {
        if (_waiting.Count == 0 && !_filling)
        {
            _holes++;
        }

        _isWanted = true;
        if (_waiting.ContainsKey(e.Version))
        {
            _duplicates++;
        }
        else if (_waiting.Count < MostWaiting)
        {
            _waiting.Add(e.Version, e);
        }
    }

    private void ApplyWaiting()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        // In the order of versions an event's predecessor comes before it, so one pass applies all that can be.
        foreach (var e in _waiting.Values.ToArray())
        {
            if (Apply(e) != Following.Hole)
            {
                _waiting.Remove(e.Version);
            }
        }
    }

    private void StartAnew()
    {
        _restarts += _cluster == FollowedCluster.Nothing ? 0 : 1;
        (_cluster, _isWanted) = (FollowedCluster.Nothing, true);
        _waiting.Clear();
    }
}

/// <summary>Figures of following since the process began.</summary>
/// <param name="Duplicates">Events that came over the bus once more and were ignored.</param>
/// <param name="Holes">How often an event came before one that it follows.</param>
/// <param name="Filled">Events that were applied out of the history.</param>
/// <param name="Restarts">How often another history was found and followed from its start.</param>
/// <param name="Waiting">Events that wait for a hole to be filled.</param>
public sealed record FollowCounts(long Duplicates, long Holes, long Filled, long Restarts, int Waiting);
