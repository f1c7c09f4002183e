using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Seals questions and answers under keys derived from the encryption key, one for each direction, so that neither can be forged or sent back.</summary>
internal sealed class PromiseSeal(ControlPlaneSettings settings)
{
    /// <summary>The most that a sealed message may have, in bytes.</summary>
    internal const int LargestBytes = 4 * 1024;

    private readonly byte[]? _questions = settings.Key?.Derive("promise question");
    private readonly byte[]? _answers = settings.Key?.Derive("promise answer");

    /// <summary>Whether there is a key.</summary>
    internal bool HasKey => _questions is not null;

    internal byte[] Seal(PromiseQuestion question) => Seal(question, PromiseJson.Default.PromiseQuestion, _questions!);

    internal byte[] Seal(PromiseReply reply) => Seal(reply, PromiseJson.Default.PromiseReply, _answers!);

    /// <summary>The question; null where its seal does not hold.</summary>
    internal PromiseQuestion? OpenQuestion(ReadOnlySpan<byte> message) => Open(message, PromiseJson.Default.PromiseQuestion, _questions);

    /// <summary>The answer; null where its seal does not hold.</summary>
    internal PromiseReply? OpenReply(ReadOnlySpan<byte> message) => Open(message, PromiseJson.Default.PromiseReply, _answers);

    private static byte[] Seal<T>(T value, JsonTypeInfo<T> type, byte[] key)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return [.. HMACSHA256.HashData(key, body), .. body];
    }

    private static T? Open<T>(ReadOnlySpan<byte> message, JsonTypeInfo<T> type, byte[]? key)
        where T : class
    {
        const int SealBytes = HMACSHA256.HashSizeInBytes;
        if (key is null || message.Length is <= SealBytes or > LargestBytes)
        {
            return null;
        }

        var body = message[SealBytes..];
        Span<byte> seal = stackalloc byte[SealBytes];
        HMACSHA256.HashData(key, body, seal);
        if (!CryptographicOperations.FixedTimeEquals(seal, message[..SealBytes]))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
