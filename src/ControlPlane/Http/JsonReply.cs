using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EventCluster.ControlPlane.Http;

/// <summary>Writes replies as a whole: with their length, in one write, and never half of one when something in it cannot be written.</summary>
internal static class JsonReply
{
    internal const string MediaType = "application/json; charset=utf-8";
    private const int KeptBytesMax = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    internal static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, string mediaType = MediaType)
    {
        // Nothing awaits between here and the copy below, so no other request uses this thread's buffer.
        var buffer = _buffer ??= new(4 * 1024);
        buffer.ResetWrittenCount();
        using (Utf8JsonWriter json = new(buffer, new() { Encoder = type.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        var response = context.Response;
        response.ContentType = mediaType;
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > KeptBytesMax)
        {
            _buffer = null;
        }

        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }
}
