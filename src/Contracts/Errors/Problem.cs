namespace EventCluster.Contracts.Errors;

/// <summary>RFC 9457 problem details with a stable code.</summary>
/// <param name="Type">A URI reference that names the kind: <c>/problems/{code}</c>.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>; stable.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="CorrelationId">To find it in the log and in the history.</param>
/// <param name="Errors">For <see cref="ProblemCodes.ValidationFailed"/>: each field with what is wrong with it.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Code, string Detail, Guid? CorrelationId = null, IReadOnlyDictionary<string, string[]>? Errors = null);

/// <summary>The stable codes of <see cref="Problem.Code"/>.</summary>
public static class ProblemCodes
{
    /// <summary>400: the request is not well-formed or a value is out of its bounds.</summary>
    public const string ValidationFailed = "validationFailed";

    /// <summary>401: no token, or one that is not known.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the token's role does not allow this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404.</summary>
    public const string NotFound = "notFound";

    /// <summary>405.</summary>
    public const string MethodNotAllowed = "methodNotAllowed";

    /// <summary>409: the state of the cluster does not allow this.</summary>
    public const string Conflict = "conflict";

    /// <summary>409: the idempotency key was used before with another request.</summary>
    public const string IdempotencyKeyReused = "idempotencyKeyReused";

    /// <summary>409: another worker uses this name, or a newer process of the same worker has joined.</summary>
    public const string NodeSuperseded = "nodeSuperseded";

    /// <summary>409: a person must confirm that the old node is down.</summary>
    public const string ConfirmationRequired = "confirmationRequired";

    /// <summary>403: the node's encryption key is not the cluster's.</summary>
    public const string KeyMismatch = "keyMismatch";

    /// <summary>410: the node was removed; it may join again.</summary>
    public const string NodeRemoved = "nodeRemoved";

    /// <summary>412: the cluster has moved past the version in If-Match.</summary>
    public const string PreconditionFailed = "preconditionFailed";

    /// <summary>413: the body is larger than allowed.</summary>
    public const string BodyTooLarge = "bodyTooLarge";

    /// <summary>415: the body is not JSON.</summary>
    public const string UnsupportedMediaType = "unsupportedMediaType";

    /// <summary>429: too many requests with tokens that are not known.</summary>
    public const string TooManyAttempts = "tooManyAttempts";

    /// <summary>503: this instance cannot serve that now (no term, store away, still catching up).</summary>
    public const string NotReady = "notReady";

    /// <summary>503: only the holder of the term can serve this, and nobody holds it now.</summary>
    public const string NoLeader = "noLeader";

    /// <summary>503: only the holder of the term can serve this, and it does not answer; the detail names it.</summary>
    public const string NotLeader = "notLeader";

    /// <summary>503: the store did not answer; the outcome is unknown, repeat with the same Idempotency-Key.</summary>
    public const string StoreUnavailable = "storeUnavailable";

    /// <summary>500: a fault of ours.</summary>
    public const string Internal = "internal";
}
