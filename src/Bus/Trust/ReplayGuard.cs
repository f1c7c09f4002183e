namespace EventCluster.Bus.Trust;

/// <summary>
/// Remembers which messages of which sender were accepted, for as long as any of them could still be accepted. A sender is forgotten once all its messages have
/// expired, so a later session counts as new even when the sender's clock was set back.
/// </summary>
/// <param name="most">Most senders that are remembered; beyond, the one whose messages expire first is forgotten.</param>
public sealed class ReplayGuard(int most = 20_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BusParty, Sender> _senders = [];

    /// <summary>How many senders are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _senders.Count;
            }
        }
    }

    /// <summary>Accepts each sequence number of a sender's newest session once.</summary>
    /// <param name="sender">Whose.</param>
    /// <param name="session">A version 7 GUID: a later session is greater.</param>
    /// <param name="sequence">Number within the session; any gap is fine.</param>
    /// <param name="goodUntil">Until when this message would be accepted, in milliseconds of <paramref name="now"/>'s clock.</param>
    /// <param name="now">Now, in milliseconds.</param>
    public bool Accept(BusParty sender, Guid session, long sequence, long goodUntil, long now)
    {
        lock (_lock)
        {
            if (!_senders.TryGetValue(sender, out var known))
            {
                MakeRoom(now);
                _senders.Add(sender, known = new());
            }
            else if (known.GoodUntil >= now && session.CompareTo(known.Session) < 0)
            {
                return false;
            }

            if (session != known.Session)
            {
                known.Session = session;
                known.Window = new();
            }

            if (!known.Window.Accept(sequence))
            {
                return false;
            }

            known.GoodUntil = Math.Max(known.GoodUntil, goodUntil);
            return true;
        }
    }

    private void MakeRoom(long now)
    {
        if (_senders.Count < most)
        {
            return;
        }

        foreach (var gone in _senders.Where(sender => sender.Value.GoodUntil < now).Select(sender => sender.Key).ToList())
        {
            _senders.Remove(gone);
        }

        if (_senders.Count >= most)
        {
            _senders.Remove(_senders.MinBy(sender => sender.Value.GoodUntil).Key);
        }
    }

    private sealed class Sender
    {
        public Guid Session { get; set; }

        public ReplayWindow Window { get; set; } = new();

        public long GoodUntil { get; set; }
    }
}
