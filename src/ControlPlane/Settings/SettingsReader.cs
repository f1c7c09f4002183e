using EventCluster.Bus.Settings;
using EventCluster.Domain.Settings;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Settings;

/// <summary>Reads the section <c>EventCluster</c>. Every error is collected, so that one start shows all that is wrong.</summary>
public static class SettingsReader
{
    private const string DefaultUrl = "http://127.0.0.1:33237";
    private const int LongestName = 63;

    /// <summary>Reads and validates all settings.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="directory">The working directory, to which relative paths belong.</param>
    /// <param name="machine">Name of the machine, for the default of <c>Instance</c>.</param>
    public static SettingsResult Read(IConfiguration configuration, string directory, string machine)
    {
        var section = configuration.GetSection(KnownSettings.Section);
        SettingErrors errors = new();
        KnownSettings.Check(section, errors);

        var data = Path.GetFullPath(Text(section, "DataDirectory") ?? "data", directory);
        var addresses = Urls(section, errors);
        var tokens = TokenSettings.Read(section.GetSection("Tokens"), errors);
        RequireTokensOffLoopback(addresses, tokens, errors);
        var errorsBefore = errors.Lines.Count;
        var key = errors.Catch(() => EncryptionKey.From(section["EncryptionKey"], section["EncryptionKeyFile"]));
        // A key that is wrong is not also missing.
        var keyIsWrong = errors.Lines.Count > errorsBefore;
        var bus = BusSettings.Read(section, key, e =>
        {
            if (!keyIsWrong || e.Name != "EncryptionKey")
            {
                errors.Add(e);
            }
        });
        var port = addresses.Count > 0 ? addresses[0].Port : 0;
        var settings = new ControlPlaneSettings
        {
            Instance = Name(section, "Instance", Simplify($"{machine}-{port}"), errors),
            Urls = [.. addresses.Select(a => a.ToString())],
            AdvertisedAddress = Advertised(section, errors),
            DataDirectory = data,
            ClusterName = Name(section, "Cluster:Name", "cluster", errors),
            Profile = Profile(section, errors),
            Key = key,
            Bus = bus,
            Store = StoreSettings.Read(section.GetSection("Store"), data, errors),
            Tokens = tokens,
        };
        return new(errors.Lines.Count == 0 ? settings : null, errors.Lines);
    }

    private static List<BindingAddress> Urls(IConfigurationSection section, SettingErrors errors)
    {
        List<BindingAddress> addresses = [];
        foreach (var url in (Text(section, "Urls") ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
            {
                errors.Add("Urls", $"has '{url}'; it must be addresses such as {DefaultUrl}, separated by ';'.");
            }
            else if (uri.Scheme == "https")
            {
                errors.Add("Urls", $"has '{url}'; this version serves http only. Listen on loopback and let a reverse proxy do TLS.");
            }
            else
            {
                addresses.Add(BindingAddress.Parse(url));
            }
        }

        return addresses;
    }

    private static string? Advertised(IConfigurationSection section, SettingErrors errors)
    {
        if (Text(section, "Address") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" })
        {
            return uri.GetLeftPart(UriPartial.Authority);
        }

        errors.Add("Address", $"is '{text}'; it must be the address at which the other control plane instances reach this one and no other, such as http://cp-1.example:33237.");
        return null;
    }

    private static void RequireTokensOffLoopback(List<BindingAddress> addresses, IReadOnlyList<TokenSetting> tokens, SettingErrors errors)
    {
        var open = addresses.FirstOrDefault(a => !IsLoopback(a.Host));
        if (open is not null && tokens.Count == 0)
        {
            errors.Add("Urls", $"has '{open}', which other machines can reach, but no token is set. Set EventCluster__Tokens__0__Name, __Role and __ValueFile (or __Hash), or listen on {DefaultUrl}.");
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));

    private static string Profile(IConfigurationSection section, SettingErrors errors)
    {
        var name = Text(section, "Cluster:Profile") ?? Profiles.Default;
        var known = Profiles.Names.FirstOrDefault(p => p.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            errors.Add("Cluster:Profile", $"is '{name}'; it must be one of {string.Join(", ", Profiles.Names)}.");
        }

        return known ?? Profiles.Default;
    }

    private static string Name(IConfigurationSection section, string name, string fallback, SettingErrors errors)
    {
        var value = Text(section, name) ?? fallback;
        if (value.Length > LongestName || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
        {
            errors.Add(name, $"is '{value}'; it must have 1 to {LongestName} letters, digits, '-', '.' or '_'.");
        }

        return value;
    }

    private static string Simplify(string name)
    {
        var simple = new string([.. name.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')]);
        return simple.Length <= LongestName ? simple : simple[^LongestName..];
    }

    private static string? Text(IConfigurationSection section, string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name]!.Trim();
}

/// <summary>The settings, or what is wrong with them: one line each, with name, value, bound and remedy.</summary>
/// <param name="Settings">Null where anything is wrong.</param>
/// <param name="Errors">Empty where nothing is wrong.</param>
public sealed record SettingsResult(ControlPlaneSettings? Settings, IReadOnlyList<string> Errors);
