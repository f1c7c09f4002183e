using System.Security.Cryptography;
using System.Text;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Tests.Scenarios;

/// <summary>Values out of names, so that every run of a test sees the same.</summary>
internal static class Some
{
    internal static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static Guid Id(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    /// <summary>What a worker says of itself; <paramref name="boot"/> counts its processes, <paramref name="home"/> its places.</summary>
    internal static NodeFacts Facts(
        string node, int boot = 1, string home = "here", bool service = true, string version = "1.0", string? key = null, double stopBound = 0.5, string? id = null) => new(
        Id(id ?? node), Id($"{node} boot {boot}"), $"{node} {home}", Web: true, service, "sample", version, "0.1.0", $"http://{node}:33241", "Linux", key,
        TimeSpan.FromSeconds(stopBound));
}
