using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EventCluster.ControlPlane.Http;

/// <summary>Writes replies.</summary>
internal static class JsonReply
{
    internal const string MediaType = "application/json; charset=utf-8";

    internal static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, string mediaType = MediaType)
    {
        context.Response.ContentType = mediaType;
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, value, type, context.RequestAborted);
    }
}
