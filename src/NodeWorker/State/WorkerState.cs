using System.Text.Json.Serialization;
using EventCluster.Contracts;
using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Runs;

namespace EventCluster.NodeWorker.State;

/// <summary><c>node.json</c>: who this installation is. Readable by its owner only.</summary>
/// <param name="Id">Identity of the installation.</param>
/// <param name="Token">The node's newest token; null before the first join.</param>
public sealed record NodeIdentity(Guid Id, string? Token);

/// <summary><c>state.json</c>: what was last known, so that a restart can tell without the control plane. It gives no role.</summary>
/// <param name="Epoch">The epoch held, 0 for none.</param>
/// <param name="Desired">The last desired state; null before the first answer.</param>
/// <param name="Service">What runs the service; null while nothing does.</param>
public sealed record WorkerState(long Epoch, DesiredState? Desired, ServiceTrace? Service)
{
    /// <summary>Nothing is known.</summary>
    public static readonly WorkerState Nothing = new(0, null, null);
}

/// <summary>By what a restarted worker finds a service of the process before it.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Process">The service itself; null with hooks.</param>
/// <param name="Hooks">It was activated by a hook and must be deactivated by one.</param>
public sealed record ServiceTrace(ProcessIdentity? Guard, ProcessIdentity? Process, bool Hooks);

/// <summary>How the files are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseEnumConverter)])]
[JsonSerializable(typeof(NodeIdentity))]
[JsonSerializable(typeof(WorkerState))]
[JsonSerializable(typeof(RunMemory))]
public sealed partial class StateJson : JsonSerializerContext;
