using EventCluster.Domain.State;

namespace EventCluster.Domain.Events;

/// <summary>Settings changed, of the cluster or of one node.</summary>
/// <param name="Generation">Rises by one with every change.</param>
/// <param name="Node">The node, or null for the cluster.</param>
/// <param name="Changes">Each setting with its old and new value.</param>
public sealed record ConfigurationChanged(int Generation, string? Node, IReadOnlyList<SettingChange> Changes) : ClusterEvent;

/// <summary>A node reports with which generations its parts were started.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Web">Generation of the web part.</param>
/// <param name="Service">Generation of the running service; null while none runs there.</param>
public sealed record NodeConfigurationApplied(string Node, int Web, int? Service) : ClusterEvent;

/// <summary>A setting before and after; null for not set.</summary>
/// <param name="Name">Name of the setting.</param>
/// <param name="Old">Value before.</param>
/// <param name="New">Value after.</param>
/// <param name="Restart">What has to be restarted for it.</param>
public sealed record SettingChange(string Name, string? Old, string? New, RestartPart Restart);
