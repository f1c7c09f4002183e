namespace EventCluster.Domain.Events;

/// <summary>Something that happened to the cluster. Its stored name and schema version stand in <c>EventNames</c>.</summary>
public abstract record ClusterEvent;

/// <summary>The cluster began, with high availability and load balancing on.</summary>
/// <param name="Name">Name of the cluster.</param>
/// <param name="Profile">Name of the timing profile.</param>
public sealed record ClusterCreated(string Name, string Profile) : ClusterEvent;

/// <summary>A control plane instance began a term; every instance of an older term is fenced from here on.</summary>
/// <param name="Term">Number of the term.</param>
/// <param name="Instance">Name of the instance.</param>
/// <param name="Address">Where it serves.</param>
/// <param name="Because">How the last term ended, in words.</param>
public sealed record SchedulerActivated(long Term, string Instance, string Address, string Because) : ClusterEvent;

/// <summary>A bearer token was issued.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c>, <c>admin</c> or <c>join</c>.</param>
/// <param name="Hash">SHA-256 of the token, lower-case hex; the token itself has 256 random bits.</param>
public sealed record TokenIssued(string Name, string Role, string Hash) : ClusterEvent;

/// <summary>The message broker was away for longer than a moment, as the holder of the term sees it; everything goes over HTTP meanwhile.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="Why">What is wrong, in words.</param>
public sealed record BrokerLost(string Broker, string Why) : ClusterEvent;

/// <summary>The message broker is there again, for longer than a moment.</summary>
/// <param name="Broker">Host and port.</param>
public sealed record BrokerRecovered(string Broker) : ClusterEvent;

/// <summary>A command was refused.</summary>
/// <param name="Command">Name of the command.</param>
/// <param name="Target">The node or thing it was about, if any.</param>
/// <param name="Code">Stable problem code.</param>
/// <param name="Why">The answer that the person got.</param>
public sealed record CommandRefused(string Command, string? Target, string Code, string Why) : ClusterEvent;
