using System.Text.Json.Serialization;
using EventCluster.Contracts;
using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Health;

/// <summary><c>GET /status</c>.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Cluster">Name of the cluster; empty before the first join.</param>
/// <param name="Role">What it is by its own clock.</param>
/// <param name="Epoch">The epoch held, 0 for none.</param>
/// <param name="LeaseRemaining">How long the role lasts unless it is extended; null for a role without end, or without a role.</param>
/// <param name="ServiceState">What the service does.</param>
/// <param name="Web">Whether web traffic may come; null when nothing is known.</param>
/// <param name="ConfigurationGeneration">Newest generation that it knows; null for none.</param>
/// <param name="WebGeneration">Generation of its web part.</param>
/// <param name="ServiceGeneration">Generation of its running service; null while none runs.</param>
/// <param name="Channel">The way on which the control plane last answered: <c>bus</c> or <c>http</c>.</param>
/// <param name="ControlPlane">The instance in use: its address, or on the bus its name.</param>
/// <param name="Joined">The control plane has admitted this process.</param>
/// <param name="SinceHeard">Time since the control plane last answered; null for never.</param>
/// <param name="LastError">What went wrong since; null for nothing.</param>
/// <param name="Barred">Why it is not part of the cluster any more; null while it is.</param>
/// <param name="ReleasedEpoch">The last epoch let go, 0 for none.</param>
/// <param name="ReleasedBecause">Why.</param>
/// <param name="Bus">How it stands with the broker; null without a bus.</param>
/// <param name="Follows">What it knows of the cluster's history; null without a bus.</param>
/// <param name="Actions">Names of the actions that jobs may have run here.</param>
/// <param name="Runs">Runs of jobs that are told of: those that run, and those that have ended and are not known to have been heard of.</param>
/// <param name="Checks">Results of its checks.</param>
public sealed record WorkerStatus(
    string Name, string Cluster, NodeRole Role, long Epoch, TimeSpan? LeaseRemaining, ServiceState ServiceState, WebState? Web, int? ConfigurationGeneration,
    int WebGeneration, int? ServiceGeneration, string Channel, string ControlPlane, bool Joined, TimeSpan? SinceHeard, string? LastError, string? Barred,
    long ReleasedEpoch, string? ReleasedBecause, BusState? Bus, FollowState? Follows, IReadOnlyList<string> Actions, IReadOnlyList<RunView> Runs,
    IReadOnlyList<CheckResult> Checks);

/// <summary>A run of a job.</summary>
/// <param name="Run">Identity of the run.</param>
/// <param name="Job">Name of the job; null for a run of an earlier process.</param>
/// <param name="Action">Name of the action; null likewise.</param>
/// <param name="State">How far it is.</param>
/// <param name="Message">Why it is being killed, failed, was refused or lost; null otherwise.</param>
/// <param name="FireTime">For when it was planned.</param>
/// <param name="Elapsed">How long it runs, or ran; null where it was not begun.</param>
public sealed record RunView(Guid Run, string? Job, string? Action, RunState State, string? Message, DateTime? FireTime, TimeSpan? Elapsed);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnumConverter)])]
[JsonSerializable(typeof(WorkerStatus))]
public sealed partial class StatusJson : JsonSerializerContext;
