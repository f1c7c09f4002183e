using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EventCluster.Contracts.Cluster;

namespace EventCluster.ControlPlane.Audit;

/// <summary>An entry as one line of JSON in the form of CloudEvents 1.0 (structured mode). Its own facts are extension attributes.</summary>
internal static class CloudEvent
{
    private const string Source = "/v1/audit";
    private const string TypePrefix = "eventcluster.";

    internal static void Write(IBufferWriter<byte> output, AuditEntry entry)
    {
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", entry.Id);
            json.WriteString("source", Source);
            json.WriteString("type", TypePrefix + entry.Type);
            json.WriteString("time", entry.At.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            json.WriteString("sequence", entry.Version.ToString(CultureInfo.InvariantCulture));
            json.WriteString("position", entry.Position.ToString(CultureInfo.InvariantCulture));
            json.WriteString("actor", entry.Actor);
            json.WriteString("outcome", entry.Outcome);
            json.WriteString("correlationid", entry.CorrelationId);
            WriteIfAny(json, "causationid", entry.CausationId?.ToString());
            WriteIfAny(json, "reason", entry.Reason);
            WriteIfAny(json, "actorsource", entry.Source);
            json.WritePropertyName("data");
            entry.Data.WriteTo(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
