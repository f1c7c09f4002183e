using System.Text.Json;

namespace EventCluster.Contracts.Cluster;

/// <summary>Body of a command that needs no more than a reason.</summary>
public sealed record ReasonRequest(string? Reason = null);

/// <summary>A planned move of the service; without <paramref name="To"/> to the best candidate.</summary>
public sealed record SwitchoverRequest(string? To = null, string? Reason = null);

/// <summary>
/// A forced move. <paramref name="ConfirmFenced"/>: the person has made sure that the node with the role is down. <paramref name="Epoch"/>: the epoch that it has; where
/// nothing is said the newest that the instance knows when it is asked.
/// </summary>
public sealed record FailoverRequest(string? To = null, string? Reason = null, bool ConfirmFenced = false, long? Epoch = null);

/// <summary>Lets an instance begin a term that the last holder did not know. <paramref name="ConfirmOthersDown"/>: the person has made sure that every other instance is down.</summary>
public sealed record TakeOverRequest(string? Reason = null, bool ConfirmOthersDown = false);

/// <summary>Suspends automatic decisions, at most until a time.</summary>
public sealed record PauseRequest(DateTime? Until = null, string? Reason = null);

/// <summary>A change of settings, of the cluster or of one node. Values are strings, numbers or booleans.</summary>
public sealed record ConfigurationPatch(
    IReadOnlyDictionary<string, JsonElement>? Set = null, IReadOnlyList<string>? Remove = null, string? Node = null, string? Reason = null);

/// <summary><c>GET /v1/config</c>.</summary>
public sealed record ConfigurationView(
    int Generation, string Profile, IReadOnlyList<SettingView> Settings, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Nodes);

/// <summary>One setting with its value in force. <c>Origin</c>: <c>profile</c>, <c>cluster</c>. <c>Restart</c>: <c>none</c>, <c>web</c>, <c>service</c>, <c>both</c>.</summary>
public sealed record SettingView(string Name, string? Value, string Origin, string Restart, string Description);
