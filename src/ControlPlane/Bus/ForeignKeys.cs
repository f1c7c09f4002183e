using EventCluster.Bus;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>Who is said to send messages that are sealed with another key. Names in refused messages may be anybody's, so few are kept, and not for long.</summary>
internal sealed class ForeignKeys(TimeProvider clock)
{
    private const int Most = 20;
    private const int LongestName = 63;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, TimeSpan> _last = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The names, in order.</summary>
    internal IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return [.. _last.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Notes a refused message.</summary>
    internal void Note(BusRejection rejection)
    {
        if (rejection is not { Reason: RejectReason.OtherKey, Claimed: { } claimed } || !IsName(claimed.Name))
        {
            return;
        }

        lock (_gate)
        {
            if (_last.Count == Most && !_last.ContainsKey(claimed.Name))
            {
                Forget();
            }

            if (_last.Count < Most || _last.ContainsKey(claimed.Name))
            {
                _last[claimed.Name] = clock.Now();
            }
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private void Forget()
    {
        var now = clock.Now();
        foreach (var gone in _last.Where(last => now - last.Value > Kept).Select(last => last.Key).ToList())
        {
            _last.Remove(gone);
        }
    }
}
