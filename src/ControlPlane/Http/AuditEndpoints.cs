using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Security;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/audit</c>: the history of every change.</summary>
internal static class AuditEndpoints
{
    private const int MostEntries = 1_000;

    private static readonly QueryParameter[] Filters =
    [
        new("from", "Not before this UTC time."), new("to", "Before this UTC time."), new("type", "Names of events, separated by ','."),
        new("node", "The node that it is about."), new("actor", "Who, for example token:admin."), new("correlationId", "What belongs together."),
    ];

    internal static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/audit").WithTags("History");
        audit.MapGet("", ListAsync).Require(Roles.Viewer).Produces<AuditPage>().Describe(
            "The history, newest first unless 'after' is given. 'next' is the 'after' of the next page.",
            [.. Filters, new("after", "What an earlier page called 'next'; or a version, for what came after it, oldest first."), new("limit", $"1 to {MostEntries}; 100 where nothing is said.")]);
        audit.MapGet("/export", ExportAsync).Require(Roles.Viewer).Produces(StatusCodes.Status200OK, contentType: AuditExport.JsonLines).Describe(
            "The whole history, or what the filters leave of it, oldest first, streamed.", [.. Filters, new("format", "jsonl (where nothing is said), csv or cloudevents.")]);
        audit.MapGet("/verify", VerifyAsync).Require(Roles.Viewer).Produces<AuditVerification>().Describe("Walks the hash chain; says what is intact, or the first broken version and why.");
    }

    private static async Task ListAsync(HttpContext context, AuditReader reader)
    {
        var after = Query.Text(context, "after");
        var cursor = AuditReader.Cursor(after) ?? throw ProblemException.Invalid("after", $"is '{after}'; it must be a version, or what an earlier page called 'next'.");
        var page = await reader.ReadAsync(Filter(context), cursor, Query.Int(context, "limit", 1, MostEntries) ?? 100, context.RequestAborted);
        await JsonReply.WriteAsync(context, page, Wire.Json.AuditPage);
    }

    private static Task ExportAsync(HttpContext context, AuditReader reader)
    {
        var format = Query.Text(context, "format") ?? "jsonl";
        var entries = reader.ReadAllAsync(Filter(context), context.RequestAborted);
        return AuditExport.Find(format) is { } export
            ? export.WriteAsync(context.Response, entries, context.RequestAborted)
            : throw ProblemException.Invalid("format", $"is '{format}'; it must be jsonl, csv or cloudevents.");
    }

    private static async Task VerifyAsync(HttpContext context, ChainVerification verification) =>
        await JsonReply.WriteAsync(context, await verification.RunAsync(context.RequestAborted), Wire.Json.AuditVerification);

    private static AuditFilter Filter(HttpContext context) => new(
        Query.Time(context, "from"), Query.Time(context, "to"),
        Query.Text(context, "type")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
        Query.Text(context, "node"), Query.Text(context, "actor"), Query.Id(context, "correlationId"));
}
