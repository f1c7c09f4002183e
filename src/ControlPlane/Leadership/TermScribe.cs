using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Settings;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>What this instance says of itself and of the others in the stream of terms.</summary>
internal sealed class TermScribe(ClusterLog log, ControlPlaneSettings settings, IHome home)
{
    /// <summary>Timings in force.</summary>
    internal Timings Timings => log.State.Timings;

    /// <summary>This instance among the members.</summary>
    internal string Self => TermEvent.Member(settings.Instance, log.State.Instances.GetValueOrDefault(settings.Instance)?.Address ?? settings.Address);

    /// <summary>Whether an event is of this instance: the lock on its home tells that the process which wrote it is dead, or is this one.</summary>
    internal bool IsOurs(TermEvent e) => e.Instance == settings.Instance && e.Home == home.Identity;

    /// <summary>Whether the process that wrote an event is certainly dead, as this machine's kernel says.</summary>
    internal bool IsDead(TermEvent e) => e.LockFile is { } path && home.IsDead(e.Home, path);

    /// <summary>The other instances that may start a term, by how they are named; null where an outage of the store ends the term.</summary>
    internal SortedDictionary<string, (string Name, Instance Instance)>? Others()
    {
        var state = log.State;
        if (settings.Key is null || !state.Configuration.HoldsThroughOutages)
        {
            return null;
        }

        SortedDictionary<string, (string, Instance)> others = new(StringComparer.Ordinal);
        foreach (var (name, instance) in state.Instances)
        {
            if (name != settings.Instance && !instance.Left)
            {
                others[TermEvent.Member(name, instance.Address)] = (name, instance);
            }
        }

        return others;
    }

    /// <summary>An event of a term that goes on.</summary>
    internal TermEvent Holding(long term, TimeSpan lease, bool acts, IEnumerable<string>? others) =>
        new(term, settings.Instance, settings.Address, home.Identity, lease) { LockFile = home.Path, Acts = acts, Members = others is null ? null : [.. others, Self] };

    /// <summary>The event of a term that is over.</summary>
    internal TermEvent Ended(long term, string because) => new(term, settings.Instance, settings.Address, home.Identity, TimeSpan.Zero, because) { Acts = true };
}
