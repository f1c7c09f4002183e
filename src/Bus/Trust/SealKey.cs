using System.Security.Cryptography;
using EventCluster.Hosting;

namespace EventCluster.Bus.Trust;

/// <summary>What the members of one cluster seal with.</summary>
public sealed class SealKey
{
    private readonly byte[] _key;
    private readonly byte[] _fingerprint;

    /// <summary>Derives it.</summary>
    /// <param name="key">The cluster's key.</param>
    /// <param name="cluster">The cluster's name.</param>
    public SealKey(EncryptionKey key, string cluster)
    {
        Cluster = cluster;
        _key = key.Derive("bus:" + cluster);
        _fingerprint = Convert.FromHexString(key.Fingerprint());
    }

    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; }

    /// <summary>Tells this key from others without showing it; <see cref="Frame.FingerprintBytes"/> long.</summary>
    public ReadOnlySpan<byte> Fingerprint => _fingerprint;

    /// <summary>Fills the seal at the end of a frame.</summary>
    public void Seal(Span<byte> frame) => HMACSHA256.HashData(_key, frame[..^Frame.SealBytes], frame[^Frame.SealBytes..]);

    /// <summary>Whether the seal at the end of a frame is this key's.</summary>
    public bool IsSealed(ReadOnlySpan<byte> frame)
    {
        Span<byte> seal = stackalloc byte[Frame.SealBytes];
        HMACSHA256.HashData(_key, frame[..^Frame.SealBytes], seal);
        return CryptographicOperations.FixedTimeEquals(seal, frame[^Frame.SealBytes..]);
    }
}
