namespace EventCluster.Domain.Jobs;

/// <summary>Who carries out a run.</summary>
/// <param name="Name">The node; for an instance of the control plane a name that no node can have.</param>
/// <param name="Boot">The process that may carry it out; no other is told of it.</param>
/// <param name="Home">Its home: another process there proves that this one is dead.</param>
public sealed record RunPlace(string Name, Guid Boot, string Home)
{
    private const string InstancePrefix = $"{JobTarget.ControlPlane}:";

    /// <summary>A process of an instance of the control plane.</summary>
    public static RunPlace OfInstance(string instance, Guid boot) => new(InstancePrefix + instance, boot, "");

    /// <summary>Whether a name is that of an instance of the control plane.</summary>
    public static bool IsInstance(string name) => name.StartsWith(InstancePrefix, StringComparison.Ordinal);
}
