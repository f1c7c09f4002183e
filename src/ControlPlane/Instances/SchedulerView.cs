using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Who decides and who stands by, as this instance sees it.</summary>
internal sealed class SchedulerView(ClusterLog log, TermHolder term, TermSeeker seeker, OutageKeeper outage, InstanceWatch watch, InstanceAddress address, ControlPlaneSettings settings)
{
    internal SchedulerStatus Now()
    {
        var state = log.State;
        var known = state.Instances.ContainsKey(settings.Instance)
            ? state.Instances
            : state.Instances.Add(settings.Instance, new(address.Url, KeyFingerprint: null, Left: false));
        var scheduler = state.Scheduler;
        return new(
            scheduler?.Instance, scheduler?.Term ?? 0, scheduler?.Since, [.. known.Select(i => new InstanceStatus(i.Key, i.Value.Address, State(i.Key, i.Value)))])
        {
            Because = scheduler?.Because,
            Barred = seeker.Barred,
            HoldsWith = outage.Asked,
        };

        string State(string name, Instance instance) =>
            name == settings.Instance ? (term.MayAnswer ? "active" : "standby")
            : instance.Left || watch.IsGone(name) ? "gone"
            : name == scheduler?.Instance && !term.MayAnswer ? "active"
            : "standby";
    }
}
