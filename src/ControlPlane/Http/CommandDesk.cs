using System.Security.Cryptography;
using System.Text;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Security;
using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Http;

/// <summary>Everything that all commands over HTTP have in common: who, why, the Idempotency-Key, If-Match, dryRun, the answer.</summary>
internal sealed class CommandDesk(CommandHandler handler, TimeProvider clock)
{
    private const int LongestKey = 128;
    private const int LongestReason = 1_000;
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Events that mean that work goes on after the answer.</summary>
    private static readonly string[] Beginnings = ["SwitchoverStarted", "FailoverForced", "JobRunRequested", "JobRunCancelRequested"];

    /// <summary>Handles a command and answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="command">The command.</param>
    /// <param name="reason">The person's reason.</param>
    /// <param name="body">The bytes that were sent; they make the fingerprint.</param>
    /// <param name="needsReason">Whether a reason is required, because the command can interrupt service.</param>
    internal async Task AnswerAsync(HttpContext context, ClusterCommand command, string? reason, ReadOnlyMemory<byte> body, bool needsReason = false)
    {
        var outcome = await SendAsync(context, command, CheckReason(reason, needsReason), body);
        if (outcome.Refusal is { } refusal)
        {
            throw new ProblemException(refusal.Code, refusal.Why, refusal.Errors);
        }

        context.Response.Headers.ETag = EntityTag.Of(outcome.Version);
        if (outcome.Changed && outcome.Events.Any(e => Beginnings.Contains(e.Type, StringComparer.Ordinal)) && !Query.Flag(context, "dryRun"))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.Location = $"/v1/audit?correlationId={outcome.CorrelationId}";
        }

        CommandReply reply = new(outcome.Version, outcome.Changed, [.. outcome.Events.Select(e => new EventReference(e.Type, e.Id))], outcome.CorrelationId);
        await JsonReply.WriteAsync(context, reply, Wire.Json.CommandReply);
    }

    /// <summary>Handles a command; the caller answers.</summary>
    internal Task<CommandOutcome> SendAsync(HttpContext context, ClusterCommand command, string? reason, ReadOnlyMemory<byte> body)
    {
        var caller = Caller.Of(context);
        var key = KeyOf(context.Request);
        CommandContext about = new(
            key is null ? Guid.CreateVersion7() : IdOf(caller.Actor, key), Correlation.Of(context), caller.Actor, reason,
            context.Connection.RemoteIpAddress?.ToString(), clock.GetUtcNow().UtcDateTime);
        // A job has a version of its own, which its command brings along.
        var ifMatch = command is JobCommand ? null : EntityTag.IfMatch(context.Request);
        CommandOptions options = new(key is null ? null : FingerprintOf(context.Request, body.Span), ifMatch, Query.Flag(context, "dryRun"), context.RequestAborted);

        // Once begun, a command is not given up because its sender has gone.
        return handler.HandleAsync(command, about, options, CancellationToken.None);
    }

    private static string? CheckReason(string? reason, bool needed)
    {
        var text = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (text is null && needed)
        {
            throw ProblemException.Invalid("reason", "is missing. This can interrupt service, so say why; the history keeps it.");
        }

        return text is null or { Length: <= LongestReason }
            ? text
            : throw ProblemException.Invalid("reason", $"has {text.Length} characters; at most {LongestReason} are allowed.");
    }

    private static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers[KeyHeader];
        return header.Count == 0 ? null
            : header is [{ Length: > 0 and <= LongestKey } key] ? key
            : throw ProblemException.Invalid(KeyHeader, $"must be given once, with 1 to {LongestKey} characters.");
    }

    /// <summary>The same key of the same sender is always the same command.</summary>
    private static Guid IdOf(string actor, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{actor}\n{key}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }

    private static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}\n{request.QueryString}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
