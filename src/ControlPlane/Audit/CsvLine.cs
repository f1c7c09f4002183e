using System.Buffers;
using System.Globalization;
using System.Text;
using EventCluster.Contracts.Cluster;

namespace EventCluster.ControlPlane.Audit;

/// <summary>An entry as one line of CSV (RFC 4180). Text that a spreadsheet would take for a formula is made harmless with a leading apostrophe.</summary>
internal static class CsvLine
{
    internal const string Head = "version,position,id,type,at,actor,reason,source,correlationId,causationId,outcome,data";
    private const string FormulaStarts = "=+-@\t\r\n";

    internal static void Write(IBufferWriter<byte> output, AuditEntry entry)
    {
        string?[] cells =
        [
            entry.Version.ToString(CultureInfo.InvariantCulture), entry.Position.ToString(CultureInfo.InvariantCulture), entry.Id.ToString(),
            Text(entry.Type), entry.At.ToString("O", CultureInfo.InvariantCulture), Text(entry.Actor), Text(entry.Reason), Text(entry.Source), entry.CorrelationId.ToString(),
            entry.CausationId?.ToString(), entry.Outcome, Text(entry.Data.GetRawText()),
        ];
        Encoding.UTF8.GetBytes((string.Join(',', cells) + "\r\n").AsSpan(), output);
    }

    private static string? Text(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return value;
        }

        var harmless = FormulaStarts.Contains(value.TrimStart(' ') is { Length: > 0 } trimmed ? trimmed[0] : ' ') ? "'" + value : value;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 && harmless.Trim() == harmless ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
