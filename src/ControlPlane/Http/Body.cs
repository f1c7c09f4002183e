using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>Reads bodies. What people send is read strictly: a misspelt or doubled member is refused, not ignored.</summary>
internal static class Body
{
    private static readonly WireJson Strict = new(new(WireJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    });

    /// <summary>Reads a command's body. An absent one gives <paramref name="absent"/>.</summary>
    /// <returns>The value, and the bytes that were sent.</returns>
    internal static async ValueTask<(T Value, byte[] Bytes)> ReadCommandAsync<T>(HttpContext context, T absent)
        where T : class
    {
        var body = await ReadAllAsync(context);
        var bytes = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        if (bytes.Length == 0)
        {
            return (absent, []);
        }

        RequireJson(context);
        var type = (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T))!;
        try
        {
            return (JsonSerializer.Deserialize(bytes, type) ?? absent, bytes);
        }
        catch (JsonException error)
        {
            throw JsonDiagnosis.Explain(bytes, type, error, strict: true);
        }
    }

    /// <summary>Reads an agent's body. Unknown members are passed over: a newer worker must not be cut off.</summary>
    internal static async ValueTask<T> ReadAgentAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var body = await ReadAllAsync(context);
        try
        {
            return Parse(context, body, type);
        }
        catch (JsonException error)
        {
            throw JsonDiagnosis.Explain(body.ToArray(), type, error, strict: false);
        }
        finally
        {
            // The server cannot read on, for the next request, while this reading is not given back.
            context.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    private static T Parse<T>(HttpContext context, ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsEmpty)
        {
            throw new ProblemException(ProblemCodes.ValidationFailed, "The body is empty; it must be a JSON object.");
        }

        RequireJson(context);
        var reader = new Utf8JsonReader(body);
        var value = JsonSerializer.Deserialize(ref reader, type);
        while (reader.Read())
        {
            // Only white space may follow; anything else throws.
        }

        return value ?? throw new ProblemException(ProblemCodes.ValidationFailed, "The body is null; it must be a JSON object.");
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadAllAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.IsCompleted || result.IsCanceled)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static void RequireJson(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(ProblemCodes.UnsupportedMediaType, $"The body has the type '{context.Request.ContentType}'; send Content-Type: application/json.");
        }
    }
}
