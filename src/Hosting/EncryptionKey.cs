using System.Security.Cryptography;
using System.Text;

namespace EventCluster.Hosting;

/// <summary>The key that all parts of a cluster share. It never leaves the process: others see a keyed fingerprint, and keys derived from it.</summary>
public sealed class EncryptionKey
{
    private const int MinimumLength = 16;
    private const int FingerprintBytes = 16;
    private readonly byte[] _secret;
    private readonly string _fingerprint;

    private EncryptionKey(byte[] secret)
    {
        _secret = secret;
        _fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(Derive("fingerprint"), "eventcluster"u8)[..FingerprintBytes]);
    }

    /// <summary>Takes the key from its setting or its file; null when neither is set.</summary>
    /// <param name="value">Value of <c>EncryptionKey</c>.</param>
    /// <param name="file">Value of <c>EncryptionKeyFile</c>; its content, trimmed, is the key.</param>
    /// <exception cref="SettingException">Both are set, the file cannot be read, or the key is shorter than 16 characters.</exception>
    public static EncryptionKey? From(string? value, string? file)
    {
        var text = Secret.Read("EncryptionKey", value, file);
        if (text is null)
        {
            return null;
        }

        return text.Length >= MinimumLength
            ? new(Encoding.UTF8.GetBytes(text))
            : throw new SettingException("EncryptionKey", $"has {text.Length} characters; at least {MinimumLength} are needed. Make one with: openssl rand -hex 32");
    }

    /// <summary>A key for one purpose, by HKDF-SHA256.</summary>
    public byte[] Derive(string purpose, int bytes = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, bytes, salt: null, Encoding.UTF8.GetBytes("eventcluster/" + purpose));

    /// <summary>Lower-case hex by which nodes compare keys without showing them.</summary>
    public string Fingerprint() => _fingerprint;
}
