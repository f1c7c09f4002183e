using System.Security.Cryptography;
using System.Text;

namespace EventCluster.ControlPlane.Security.Keys;

/// <summary>Text under AES-256-GCM: nonce (12 bytes), tag (16 bytes) and cipher text, in base 64.</summary>
internal sealed class SealedText(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    internal string Seal(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var all = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, NonceBytes));
        using AesGcm aes = new(key, TagBytes);
        aes.Encrypt(all.AsSpan(0, NonceBytes), plain, all.AsSpan(NonceBytes + TagBytes), all.AsSpan(NonceBytes, TagBytes));
        return Convert.ToBase64String(all);
    }

    /// <summary>The text; null where it was sealed with another key or altered.</summary>
    internal string? Open(string text)
    {
        try
        {
            var all = Convert.FromBase64String(text);
            if (all.Length < NonceBytes + TagBytes)
            {
                return null;
            }

            var plain = new byte[all.Length - NonceBytes - TagBytes];
            using AesGcm aes = new(key, TagBytes);
            aes.Decrypt(all.AsSpan(0, NonceBytes), all.AsSpan(NonceBytes + TagBytes), all.AsSpan(NonceBytes, TagBytes), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
