namespace EventCluster.Bus;

/// <summary>Why a message was refused before any handler saw it. In the order in which they are looked at.</summary>
public enum RejectReason
{
    /// <summary>The body is larger than <see cref="BusMessage.LargestBody"/>. It was not looked into.</summary>
    Oversized,

    /// <summary>It is not a sealed message of this version.</summary>
    Malformed,

    /// <summary>It was sealed for another cluster.</summary>
    OtherCluster,

    /// <summary>It was sealed with another encryption key.</summary>
    OtherKey,

    /// <summary>It claims the right key, but the seal is wrong: it was changed, or made without the key.</summary>
    Forged,

    /// <summary>It was sealed for another exchange or routing key, or for somebody else.</summary>
    Misaddressed,

    /// <summary>It is too old, or from the future: it was delayed, or the clocks differ.</summary>
    Expired,

    /// <summary>It was received before, or is of an earlier session of its sender.</summary>
    Replayed,
}

/// <summary>A message that was refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Queue">In which queue it came.</param>
/// <param name="Claimed">Who the message says it is from; proven only for reasons after <see cref="RejectReason.Forged"/>. Null where it could not be read.</param>
/// <param name="Age">By how much it is too old for <see cref="RejectReason.Expired"/>, negative when it is from the future; otherwise null.</param>
/// <param name="IsRedelivery">The broker says that it gave the message before; then a repetition is its doing, not a stranger's.</param>
public sealed record BusRejection(RejectReason Reason, string Queue, BusParty? Claimed, TimeSpan? Age, bool IsRedelivery);
