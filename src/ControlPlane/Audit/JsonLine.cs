using System.Buffers;
using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Http;

namespace EventCluster.ControlPlane.Audit;

/// <summary>An entry as one line of JSON, the same shape as in <c>GET /v1/audit</c>.</summary>
internal static class JsonLine
{
    internal static void Write(IBufferWriter<byte> output, AuditEntry entry)
    {
        using (Utf8JsonWriter json = new(output))
        {
            JsonSerializer.Serialize(json, entry, Wire.Json.AuditEntry);
        }

        output.Write("\n"u8);
    }
}
