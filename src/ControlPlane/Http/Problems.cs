using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>Every error as RFC 9457 problem details with a stable code.</summary>
internal static class Problems
{
    private const string MediaType = "application/problem+json";

    private static readonly Dictionary<string, (int Status, string Title)> Kinds = new(StringComparer.Ordinal)
    {
        [ProblemCodes.ValidationFailed] = (400, "The request is not valid"),
        [ProblemCodes.Unauthorized] = (401, "A token is needed"),
        [ProblemCodes.Forbidden] = (403, "The token does not allow this"),
        [ProblemCodes.KeyMismatch] = (403, "The encryption key is another"),
        [ProblemCodes.NotFound] = (404, "Not found"),
        [ProblemCodes.MethodNotAllowed] = (405, "The method is not allowed here"),
        [ProblemCodes.Conflict] = (409, "The state of the cluster does not allow this"),
        [ProblemCodes.IdempotencyKeyReused] = (409, "The Idempotency-Key was used for another request"),
        [ProblemCodes.NodeSuperseded] = (409, "Another worker has this name"),
        [ProblemCodes.ConfirmationRequired] = (409, "A person must confirm this"),
        [ProblemCodes.NodeRemoved] = (410, "The node was removed"),
        [ProblemCodes.PreconditionFailed] = (412, "The cluster has moved on"),
        [ProblemCodes.BodyTooLarge] = (413, "The body is too large"),
        [ProblemCodes.UnsupportedMediaType] = (415, "The body is not JSON"),
        [ProblemCodes.TooManyAttempts] = (429, "Too many failed attempts"),
        [ProblemCodes.Internal] = (500, "A fault of the control plane"),
        [ProblemCodes.NotReady] = (503, "Not ready"),
        [ProblemCodes.NoLeader] = (503, "No instance holds the term"),
        [ProblemCodes.NotLeader] = (503, "Another instance holds the term"),
        [ProblemCodes.StoreUnavailable] = (503, "The store does not answer"),
    };

    /// <summary>The HTTP status of a code; a refusal that has no own one is a conflict.</summary>
    internal static int StatusOf(string code) => Kinds.TryGetValue(code, out var kind) ? kind.Status : StatusCodes.Status409Conflict;

    /// <summary>The code of a status that was set without a body.</summary>
    internal static string CodeOf(int status) => status switch
    {
        401 => ProblemCodes.Unauthorized,
        403 => ProblemCodes.Forbidden,
        404 => ProblemCodes.NotFound,
        405 => ProblemCodes.MethodNotAllowed,
        409 => ProblemCodes.Conflict,
        412 => ProblemCodes.PreconditionFailed,
        413 => ProblemCodes.BodyTooLarge,
        415 => ProblemCodes.UnsupportedMediaType,
        503 => ProblemCodes.NotReady,
        < 500 => ProblemCodes.ValidationFailed,
        _ => ProblemCodes.Internal,
    };

    /// <summary>When to try again, in seconds; null where that would not help.</summary>
    private static string? RetryAfter(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => "60",
        StatusCodes.Status503ServiceUnavailable => "1",
        _ => null,
    };

    /// <summary>A problem as it is sent.</summary>
    internal static Problem Of(string code, string detail, IReadOnlyDictionary<string, string[]>? errors, int? status, Guid correlation)
    {
        var (known, title) = Kinds.TryGetValue(code, out var kind) ? kind : Kinds[ProblemCodes.Conflict];
        return new($"/problems/{code}", title, status ?? known, code, detail, correlation, errors);
    }

    /// <summary>Answers with a problem.</summary>
    internal static async Task WriteAsync(HttpContext context, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null, int? status = null)
    {
        var problem = Of(code, detail, errors, status, Correlation.Of(context));
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (RetryAfter(response.StatusCode) is { } seconds)
        {
            response.Headers.RetryAfter = seconds;
        }

        await JsonReply.WriteAsync(context, problem, Wire.Json.Problem, MediaType);
    }
}
