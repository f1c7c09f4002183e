using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventCluster.ControlPlane.Security.Keys;

/// <summary>A Data Protection element as an event of its stream.</summary>
/// <param name="Name">Name that the framework gave it.</param>
/// <param name="Encrypted">Whether the content is sealed.</param>
/// <param name="Content">XML, sealed or not.</param>
internal sealed record StoredElement(string Name, bool Encrypted, string Content);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredElement))]
internal sealed partial class KeyJson : JsonSerializerContext;
