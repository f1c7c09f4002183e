using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EventCluster.ControlPlane.Security;

/// <summary>Bearer tokens: 256 random bits after a readable prefix. Only their SHA-256 is kept; with so many bits it needs no salt.</summary>
public static class Tokens
{
    private const int RandomBytes = 32;

    /// <summary>A new token for a role, for example <c>ec_admin_…</c>.</summary>
    public static string Create(string role) => $"ec_{role}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";

    /// <summary>SHA-256 of a token, lower-case hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
