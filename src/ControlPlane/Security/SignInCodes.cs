using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Security;

/// <summary>Codes of sign-in addresses: each works once, for ten minutes, on the instance that made it.</summary>
internal sealed class SignInCodes(TimeProvider clock)
{
    private const int Most = 100;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string TokenHash, TimeSpan Until)> _codes = new(StringComparer.Ordinal);

    /// <summary>A new code that signs in as the holder of a token.</summary>
    internal string Create(string tokenHash)
    {
        var code = Tokens.Create("signin");
        lock (_gate)
        {
            if (_codes.Count >= Most)
            {
                _codes.Clear();
            }

            _codes[Tokens.Hash(code)] = (tokenHash, clock.Now() + Life);
        }

        return code;
    }

    /// <summary>Uses a code up; the token's hash, or null where the code is not good (any more).</summary>
    internal string? Redeem(string code)
    {
        lock (_gate)
        {
            return _codes.Remove(Tokens.Hash(code), out var entry) && clock.Now() < entry.Until ? entry.TokenHash : null;
        }
    }
}
