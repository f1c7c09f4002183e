using System.Security.Cryptography;
using System.Text;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Security;

/// <summary>Whose token it is: those of the settings, those issued in the history, and those of nodes.</summary>
internal sealed class TokenBook(ControlPlaneSettings settings, ClusterLog log)
{
    /// <summary>The person's or join token of a hash; null where there is none.</summary>
    internal Caller? Find(string hash)
    {
        foreach (var token in settings.Tokens)
        {
            if (Same(token.Hash, hash))
            {
                return new(token.Name, token.Role);
            }
        }

        return log.State.Tokens.GetValueOrDefault(hash) is { } issued ? new(issued.Name, issued.Role) : null;
    }

    /// <summary>Whether a hash is that of a node's present token.</summary>
    internal bool IsNode(string node, string hash) => log.State.Nodes.TryGetValue(node, out var known) && Same(known.TokenHash, hash);

    /// <summary>The node of a hash; null where there is none. Looks at every node, so only for requests that are refused anyway.</summary>
    internal string? NodeOf(string hash) => log.State.Nodes.Values.FirstOrDefault(n => Same(n.TokenHash, hash))?.Name;

    /// <summary>The removed node of a hash; null where there is none.</summary>
    internal string? RemovedNodeOf(string hash) => log.State.RemovedTokens.GetValueOrDefault(hash);

    /// <summary>Whether anybody has an admin token.</summary>
    internal bool HasAdmin => settings.Tokens.Any(t => t.Role == Roles.Admin) || log.State.Tokens.Values.Any(t => t.Role == Roles.Admin);

    /// <summary>Whether any token admits nodes.</summary>
    internal bool HasJoin => settings.Tokens.Any(t => t.Role == Roles.Join) || log.State.Tokens.Values.Any(t => t.Role == Roles.Join);

    private static bool Same(string a, string b)
    {
        Span<byte> left = stackalloc byte[64];
        Span<byte> right = stackalloc byte[64];
        return Encoding.ASCII.TryGetBytes(a, left, out var m) && Encoding.ASCII.TryGetBytes(b, right, out var n) && m == n
            && CryptographicOperations.FixedTimeEquals(left, right);
    }
}
