namespace EventCluster.Simulation.Tests.Options;

/// <summary>An option cannot be used; the message names it, its bound and the remedy.</summary>
internal sealed class OptionException(string message) : Exception(message);
