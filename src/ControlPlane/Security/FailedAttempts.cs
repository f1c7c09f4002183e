using System.Net;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Security;

/// <summary>
/// Bounds how often one address may try tokens that are not known. Good tokens always pass, so that nobody can lock others out
/// who come from the same address; tokens have 256 random bits, so this only bounds noise.
/// </summary>
internal sealed class FailedAttempts(TimeProvider clock)
{
    private const int Most = 60;
    private const int MostAddresses = 1_024;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Count, TimeSpan Since)> _addresses = [];

    /// <summary>Notes a failure; true when there were too many of that address within a minute.</summary>
    internal bool IsTooMany(IPAddress? address)
    {
        var key = address ?? IPAddress.None;
        var now = clock.Now();
        lock (_gate)
        {
            if (_addresses.Count >= MostAddresses)
            {
                _addresses.Clear();
            }

            var (count, since) = _addresses.GetValueOrDefault(key, (0, now));
            (count, since) = now - since >= Window ? (0, now) : (count, since);
            _addresses[key] = (count + 1, since);
            return count >= Most;
        }
    }
}
