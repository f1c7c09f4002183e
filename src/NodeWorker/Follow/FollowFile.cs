using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Follow;

/// <summary>What was followed, kept so that a restart reads on from there. Nothing depends on it: a file that is missing or damaged is made anew.</summary>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Node">Name of the node, whose scope it is.</param>
/// <param name="Followed">What was followed.</param>
public sealed record FollowFile(string Cluster, string Node, FollowedCluster Followed)
{
    /// <summary>Reads it; an empty one where there is none of this node.</summary>
    public static FollowFile Load(string path, string node)
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), FollowJson.Default.FollowFile) is { } file && file.Node == node)
            {
                return file;
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Read anew, from the start.
        }

        return new("", node, FollowedCluster.Nothing);
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Save(string path) => AtomicFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, FollowJson.Default.FollowFile));
}

/// <summary>How the file is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FollowFile))]
public sealed partial class FollowJson : JsonSerializerContext;
