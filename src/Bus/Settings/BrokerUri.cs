using System.Globalization;

namespace EventCluster.Bus.Settings;

/// <summary>
/// Address of a broker: <c>amqp[s]://[user[:password]@]host[:port][,host[:port]…][/vhost]</c>, with user, password and virtual host percent-encoded.
/// One address may name several hosts of one broker cluster; the framework's URI type knows only one.
/// </summary>
/// <param name="Tls">True for <c>amqps</c>.</param>
/// <param name="Hosts">In the order in which they are tried; at least one.</param>
/// <param name="User">Null where the address has none.</param>
/// <param name="Password">Null where the address has none.</param>
/// <param name="VirtualHost"><c>/</c> where the address has none.</param>
public sealed record BrokerUri(bool Tls, IReadOnlyList<BrokerHost> Hosts, string? User, string? Password, string VirtualHost)
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;
    private const int MostHosts = 16;

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It does not have the form. The message never has the password.</exception>
    public static BrokerUri Parse(string text)
    {
        var (tls, rest) = Scheme(text);
        if (rest.Contains('?', StringComparison.Ordinal) || rest.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException("has a query ('?') or a fragment ('#'), which it must not have; write such characters of a password as %3F and %23");
        }

        // A password may hold '@' only percent-encoded; a host never does.
        var at = rest.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Login(rest[..at]);
        var (authority, path) = Split(rest[(at + 1)..], '/');
        return new(tls, ParseHosts(authority, tls ? TlsPort : PlainPort), user, password, string.IsNullOrEmpty(path) ? "/" : Decode(path));
    }

    /// <summary>Without the login.</summary>
    public override string ToString() => $"{(Tls ? "amqps" : "amqp")}://{string.Join(',', Hosts)}";

    private static (bool Tls, string After) Scheme(string text)
    {
        var (scheme, rest) = Split(text, ':');
        var tls = scheme.Equals("amqps", StringComparison.OrdinalIgnoreCase);
        return rest is not null && rest.StartsWith("//", StringComparison.Ordinal) && (tls || scheme.Equals("amqp", StringComparison.OrdinalIgnoreCase))
            ? (tls, rest[2..])
            : throw new FormatException("does not begin with amqp:// or amqps://");
    }

    private static (string User, string? Password) Login(string text)
    {
        var (user, password) = Split(text, ':');
        return (Decode(user), password is null ? null : Decode(password));
    }

    private static List<BrokerHost> ParseHosts(string text, int port)
    {
        var hosts = text.Split(',').Select(host => ParseHost(host.Trim(), port)).ToList();
        return hosts.Count <= MostHosts ? hosts : throw new FormatException($"names {hosts.Count} hosts; at most {MostHosts} are allowed");
    }

    private static BrokerHost ParseHost(string text, int standard)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var (name, port) = end > 0 ? (text[..end], text[end..]) : (text, "");
        name = name is ['[', .., ']'] ? name[1..^1] : name;
        if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            throw new FormatException($"has the host '{text}', which is no host name or IP address");
        }

        if (port.Length == 0)
        {
            return new(name, standard);
        }

        return int.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && port[0] == ':' && number is > 0 and <= ushort.MaxValue
            ? new(name, number)
            : throw new FormatException($"has the host '{text}', whose port is not a number from 1 to {ushort.MaxValue}");
    }

    private static (string Before, string? After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
