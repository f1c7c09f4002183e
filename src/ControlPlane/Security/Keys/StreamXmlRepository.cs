using System.Text.Json;
using System.Xml.Linq;
using EventCluster.Hosting;
using EventCluster.StreamStore;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EventCluster.ControlPlane.Security.Keys;

/// <summary>Keeps the Data Protection keys in the store, so that every instance can read every cookie.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The cluster's key; with one, each element is encrypted. Null without one.</param>
internal sealed class StreamXmlRepository(IStreamStore store, EncryptionKey? key) : IXmlRepository
{
    /// <summary>Name of the stream.</summary>
    internal const string Stream = "data-protection";

    private const string Type = "DataProtectionElementStored";
    private const int MostElements = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly SealedText? _seal = key is null ? null : new(key.Derive("data-protection"));

    // The framework's contract is synchronous, and it calls this once in a while only.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => AppendAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        List<XElement> elements = [];
        await foreach (var stored in store.ReadStreamAsync(Stream, int.MaxValue, ReadDirection.Backwards, MostElements, limit.Token))
        {
            if (Open(JsonSerializer.Deserialize(stored.Data.Span, KeyJson.Default.StoredElement)!) is { } xml)
            {
                elements.Add(XElement.Parse(xml));
            }
        }

        return elements;
    }

    private async Task AppendAsync(XElement element, string friendlyName)
    {
        using var limit = new CancellationTokenSource(Limit);
        var text = element.ToString(SaveOptions.DisableFormatting);
        var content = new StoredElement(friendlyName, _seal is not null, _seal?.Seal(text) ?? text);
        await store.AppendAsync(
            Stream, ExpectedVersion.Any, [new(Guid.CreateVersion7(), Type, JsonSerializer.SerializeToUtf8Bytes(content, KeyJson.Default.StoredElement))], limit.Token);
    }

    /// <summary>The element's text; null where it was sealed with another key, as after a change of keys: such cookies end.</summary>
    private string? Open(StoredElement element) => element.Encrypted ? _seal?.Open(element.Content) : element.Content;
}
