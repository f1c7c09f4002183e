using EventCluster.Domain.Events;

namespace EventCluster.Domain.Deciding;

/// <summary>The answer to a command.</summary>
public abstract record Decision
{
    /// <summary>What it asks for holds already.</summary>
    public static readonly Decision Unchanged = new Accepted([]);

    /// <summary>Accepts with events under the command's own correlation.</summary>
    public static Decision Accept(params IReadOnlyList<ClusterEvent> events) => new Accepted([.. events.Select(e => new DecidedEvent(e))]);

    /// <summary>Refuses, with a stable code and a sentence that helps.</summary>
    public static Decision Refuse(string code, string why) => new Refused(code, why, null);
}

/// <summary>It happens: these events, which may be none.</summary>
public sealed record Accepted(IReadOnlyList<DecidedEvent> Events) : Decision;

/// <summary>It does not happen.</summary>
/// <param name="Code">Stable problem code.</param>
/// <param name="Why">What is wrong and what to do.</param>
/// <param name="Errors">For <see cref="RefusalCodes.ValidationFailed"/>: each value with what is wrong with it.</param>
/// <param name="Recorded">Whether the history shall hold the refusal.</param>
public sealed record Refused(string Code, string Why, IReadOnlyDictionary<string, string[]>? Errors, bool Recorded = true) : Decision;

/// <summary>An event to append.</summary>
/// <param name="Event">The event.</param>
/// <param name="Correlation">The correlation of what it continues; null for the command's own.</param>
public sealed record DecidedEvent(ClusterEvent Event, Guid? Correlation = null);

/// <summary>Codes of refusals; the same words as in the HTTP contract.</summary>
public static class RefusalCodes
{
    /// <summary>A value is not valid.</summary>
    public const string ValidationFailed = "validationFailed";

    /// <summary>No such node, or job.</summary>
    public const string NotFound = "notFound";

    /// <summary>The state of the cluster does not allow it.</summary>
    public const string Conflict = "conflict";

    /// <summary>What it is about has changed since the sender has seen it.</summary>
    public const string PreconditionFailed = "preconditionFailed";

    /// <summary>A person must confirm that the old node is down.</summary>
    public const string ConfirmationRequired = "confirmationRequired";

    /// <summary>Another encryption key.</summary>
    public const string KeyMismatch = "keyMismatch";

    /// <summary>The name belongs to another worker.</summary>
    public const string NodeSuperseded = "nodeSuperseded";

    /// <summary>The command acts in a term that is over.</summary>
    public const string StaleTerm = "staleTerm";
}
