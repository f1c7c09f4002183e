namespace EventCluster.Bus.Trust;

/// <summary>Everything that a seal covers.</summary>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Exchange">Where it was published.</param>
/// <param name="RoutingKey">With which key.</param>
/// <param name="Kind">What the body is.</param>
/// <param name="Id">Identity of the message.</param>
/// <param name="Sender">Who sealed it.</param>
/// <param name="Session">The sender's run: a version 7 GUID of its start, so later ones are greater.</param>
/// <param name="Sequence">Counts the sender's messages in its session, to whomever they went.</param>
/// <param name="SentAt">The sender's wall clock, in whole milliseconds since 1970.</param>
/// <param name="ExpiresAt">When it is no longer good, by the sender's wall clock, in whole milliseconds since 1970.</param>
/// <param name="Body">What is said.</param>
public readonly record struct SealedMessage(
    string Cluster, BusExchange Exchange, string RoutingKey, string Kind, Guid Id, BusParty Sender, Guid Session, long Sequence, long SentAt, long ExpiresAt,
    ReadOnlyMemory<byte> Body);
