using System.Buffers;
using System.Text;
using EventCluster.Contracts.Cluster;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Writes the history in one of three formats, line by line.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Extension">Of the file's name.</param>
/// <param name="Head">First line; null without one.</param>
/// <param name="Write">Writes one entry and the end of its line.</param>
internal sealed record AuditExport(string MediaType, string Extension, string? Head, Action<IBufferWriter<byte>, AuditEntry> Write)
{
    internal const string JsonLines = "application/jsonl";
    private const int FlushBytes = 32 * 1024;

    /// <summary>The format of a name; null where there is none.</summary>
    internal static AuditExport? Find(string format) => format.ToLowerInvariant() switch
    {
        "jsonl" => new(JsonLines, "jsonl", null, JsonLine.Write),
        "csv" => new("text/csv; charset=utf-8", "csv", CsvLine.Head, CsvLine.Write),
        "cloudevents" => new("application/cloudevents+jsonl", "cloudevents.jsonl", null, CloudEvent.Write),
        _ => null,
    };

    /// <summary>Streams the entries.</summary>
    internal async Task WriteAsync(HttpResponse response, IAsyncEnumerable<AuditEntry> entries, CancellationToken cancellation)
    {
        response.ContentType = MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"audit.{Extension}\"";
        response.Headers.CacheControl = "no-store";
        ArrayBufferWriter<byte> buffer = new(FlushBytes * 2);
        if (Head is not null)
        {
            Encoding.UTF8.GetBytes((Head + "\r\n").AsSpan(), buffer);
        }

        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            Write(buffer, entry);
            if (buffer.WrittenCount >= FlushBytes)
            {
                await response.BodyWriter.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
            }
        }

        await response.BodyWriter.WriteAsync(buffer.WrittenMemory, cancellation);
    }
}
