using EventCluster.ControlPlane.Security;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Settings;

/// <summary>Reads <c>Tokens:0:Name|Role|Value|ValueFile|Hash</c>.</summary>
internal static class TokenSettings
{
    private const int HashLength = 64;
    private const int ShortestToken = 20;
    private const int MostTokens = 100;

    internal static IReadOnlyList<TokenSetting> Read(IConfigurationSection section, SettingErrors errors)
    {
        List<TokenSetting> tokens = [];
        foreach (var entry in section.GetChildren())
        {
            var path = $"Tokens:{entry.Key}";
            var name = entry["Name"]?.Trim() ?? "";
            var role = entry["Role"]?.Trim().ToLowerInvariant() ?? "";
            if (name.Length is 0 or > 64 || name.Any(char.IsControl))
            {
                errors.Add($"{path}:Name", $"is '{name}'; it must have 1 to 64 characters.");
            }

            if (!Roles.OfSettings.Contains(role))
            {
                errors.Add($"{path}:Role", $"is '{role}'; it must be one of {string.Join(", ", Roles.OfSettings)}.");
            }

            if (Hash(entry, path, errors) is { } hash)
            {
                tokens.Add(new(name, role, hash));
            }
        }

        if (tokens.Count > MostTokens)
        {
            errors.Add("Tokens", $"has {tokens.Count} tokens; at most {MostTokens} are allowed.");
        }

        return tokens;
    }

    private static string? Hash(IConfigurationSection entry, string path, SettingErrors errors)
    {
        var hash = entry["Hash"]?.Trim().ToLowerInvariant();
        var token = errors.Catch(() => Secret.Read($"{path}:Value", entry["Value"], entry["ValueFile"]));
        if (string.IsNullOrEmpty(hash))
        {
            if (token is null || token.Length < ShortestToken)
            {
                errors.Add($"{path}:Value", $"has {token?.Length ?? 0} characters; at least {ShortestToken} are needed. Make one with: openssl rand -hex 32 (or set ValueFile, or Hash with its SHA-256).");
                return null;
            }

            return Tokens.Hash(token);
        }

        if (token is not null || hash.Length != HashLength || !hash.All(char.IsAsciiHexDigit))
        {
            errors.Add($"{path}:Hash", token is not null
                ? "is set beside Value or ValueFile; set one of them."
                : $"has {hash.Length} characters; it must be the token's SHA-256 in {HashLength} hexadecimal digits.");
            return null;
        }

        return hash;
    }
}
