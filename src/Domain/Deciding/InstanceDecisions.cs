using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Deciding;

/// <summary>Decisions about control plane instances.</summary>
internal static class InstanceDecisions
{
    /// <summary>Most instances that are known at a time: each asks all others how they are.</summary>
    internal const int Most = 32;

    internal static Decision Join(ClusterState state, JoinInstance c)
    {
        var known = state.Instances.GetValueOrDefault(c.Instance);
        Instance now = new(c.Address, c.KeyFingerprint, Left: false);
        return known == now ? Decision.Unchanged
            : known is null && state.Instances.Count >= Most ? new Refused(
                RefusalCodes.Conflict, $"{state.Instances.Count} control plane instances are known, which is the most; {c.Instance} is not. Remove one that is gone: DELETE /v1/scheduler/instances/NAME.", null, Recorded: false)
            : Decision.Accept(new InstanceJoined(c.Instance, c.Address, c.KeyFingerprint));
    }

    /// <summary>Why the instances cannot trust each other's promises, as the end of a sentence; null when they can.</summary>
    internal static string? WithoutCommonKey(ClusterState state)
    {
        var present = state.Instances.Where(i => !i.Value.Left).ToArray();
        var keyless = present.Where(i => i.Value.KeyFingerprint is null).Select(i => i.Key).ToArray();
        return keyless.Length > 0
            ? $"cannot be hold: {string.Join(", ", keyless)} has no encryption key, with which the instances prove their promises to each other. Set EventCluster__EncryptionKey everywhere and start them again."
            : present.Select(i => i.Value.KeyFingerprint).Distinct(StringComparer.Ordinal).Count() != 1
                ? $"cannot be hold: the control plane instances {string.Join(", ", present.Select(i => i.Key))} have different encryption keys. Set the same EventCluster__EncryptionKey everywhere and start them again."
                : null;
    }

    internal static Decision Leave(ClusterState state, LeaveInstance c) =>
        state.Instances.TryGetValue(c.Instance, out var known) && !known.Left && known.Address == c.Address
            ? Decision.Accept(new InstanceLeft(c.Instance))
            : Decision.Unchanged;

    internal static Decision Remove(ClusterState state, RemoveInstance c) =>
        !state.Instances.ContainsKey(c.Instance)
            ? Decision.Refuse(RefusalCodes.NotFound, $"There is no control plane instance '{c.Instance}'. Known are {string.Join(", ", state.Instances.Keys)}.")
        : state.Scheduler?.Instance == c.Instance && !state.Instances[c.Instance].Left
            ? Decision.Refuse(RefusalCodes.Conflict, $"{c.Instance} has term {state.Scheduler.Term}. Stop it first; another instance takes over.")
        : Decision.Accept(new InstanceRemoved(c.Instance));
}
