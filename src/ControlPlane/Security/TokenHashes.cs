using System.Collections.Concurrent;

namespace EventCluster.ControlPlane.Security;

/// <summary>Hashes of tokens that were good lately, so that a heartbeat does not cost a SHA-256 each time. Bounded.</summary>
internal sealed class TokenHashes
{
    private const int Most = 4_096;
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    internal string Of(string token) => _known.TryGetValue(token, out var hash) ? hash : Tokens.Hash(token);

    /// <summary>Remembers a token that was good. Others are not remembered, so nobody can fill this with rubbish.</summary>
    internal void Remember(string token, string hash)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known.TryAdd(token, hash);
    }
}
