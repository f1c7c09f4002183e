namespace EventCluster.Domain.Leases;

/// <summary>
/// The arithmetic by which the holder of a term goes on extending a node's lease while the store is away. The invariant: while <see cref="HeldUntil"/> lies ahead for
/// the holder, no other instance acts in a term. Each instance that may start one is known to the holder and has promised not to; whoever the holder does not know may not.
/// Instants are durations on the own monotonic clock of the one who reads them.
/// </summary>
public static class OutageHold
{
    /// <summary>The longest promise. Whoever starts anew may have given one that it forgot, so it waits that long.</summary>
    public static readonly TimeSpan LongestPromise = TimeSpan.FromSeconds(5);

    private const double LargestDrift = 0.2;

    /// <summary>For how long promises are asked.</summary>
    /// <param name="schedulerLease">The term's lease.</param>
    public static TimeSpan Length(TimeSpan schedulerLease) => schedulerLease < LongestPromise ? schedulerLease : LongestPromise;

    /// <summary>Until when the holder may go on, given the promises of all others.</summary>
    /// <param name="askedAt">Read before the first of them was asked.</param>
    /// <param name="length">For how long they promised.</param>
    public static TimeSpan HeldUntil(TimeSpan askedAt, TimeSpan length) => askedAt + length;

    /// <summary>Until when the one who promises does not act.</summary>
    /// <param name="now">Right before the answer is given.</param>
    /// <param name="length">For how long it promises.</param>
    /// <param name="drift">Allowance for clock drift, a fraction from 0 to 0.2.</param>
    public static TimeSpan PromisedUntil(TimeSpan now, TimeSpan length, double drift) => now + (length * (1 + drift));

    /// <summary>Until when a process does not act that may have promised before it was started anew.</summary>
    public static TimeSpan ForgottenUntil(TimeSpan startedAt) => PromisedUntil(startedAt, LongestPromise, LargestDrift);

    /// <summary>Why an instance does not promise; null when it does.</summary>
    /// <param name="asked">The term whose holder asks.</param>
    /// <param name="length">For how long.</param>
    /// <param name="own">The term that the instance has won itself; null for none.</param>
    /// <param name="newest">The newest term that it has seen.</param>
    /// <param name="storeAnswers">Whether the store answers it.</param>
    public static string? Refusal(long asked, TimeSpan length, long? own, long newest, bool storeAnswers) =>
        length <= TimeSpan.Zero || length > LongestPromise ? $"a promise is for more than 0 and at most {LongestPromise.TotalSeconds} s"
        : own is { } term ? $"it has term {term} itself"
        : newest > asked ? $"term {newest} has begun"
        : storeAnswers ? "the store answers it, so it takes over when the term ends"
        : null;

    /// <summary>Whether an instance may start the next term, as far as outages are concerned.</summary>
    /// <param name="heldThroughOutages">Whether the last event of the term says that its holder goes on through outages.</param>
    /// <param name="isKnown">Whether that event names the instance, so that the holder asks it.</param>
    /// <param name="isConfirmed">Whether a person has confirmed that every other instance is down.</param>
    public static bool MayStart(bool heldThroughOutages, bool isKnown, bool isConfirmed) => !heldThroughOutages || isKnown || isConfirmed;
}
