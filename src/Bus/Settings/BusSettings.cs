using System.Security.Cryptography.X509Certificates;
using EventCluster.Hosting;

namespace EventCluster.Bus.Settings;

/// <summary>How to reach the broker. Not a record, so that nothing ever prints the password.</summary>
public sealed class BusSettings
{
    private const string NoBus = "None";
    private const string RabbitMq = "RabbitMq";

    // What every RabbitMQ knows, and accepts from its own machine only.
    private const string StandardUser = "guest";

    /// <summary>Names of the settings, within the section <c>EventCluster</c>.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["Bus:Provider", "Bus:Uri", "Bus:PasswordFile", "Bus:CaFile", "Bus:CertificateFile", "Bus:CertificateKeyFile"];

    /// <summary>Hosts of one broker, in the order in which they are tried.</summary>
    public required IReadOnlyList<BrokerHost> Hosts { get; init; }

    /// <summary>Whether connections are encrypted and the broker's certificate is checked.</summary>
    public required bool Tls { get; init; }

    /// <summary>Who logs in.</summary>
    public required string User { get; init; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public required string Password { get; init; }

    /// <summary>Virtual host.</summary>
    public required string VirtualHost { get; init; }

    /// <summary>The only authorities whose certificates are accepted; null for those of the machine.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Certificate that is shown to the broker.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Reads the settings of the bus; null where there is none, or where anything is wrong.</summary>
    /// <param name="section">Section <c>EventCluster</c>.</param>
    /// <param name="key">The cluster's key, without which no message can be sealed.</param>
    /// <param name="error">Gets each thing that is wrong.</param>
    public static BusSettings? Read(IConfigurationSection section, EncryptionKey? key, Action<SettingException> error)
    {
        var provider = Text(section, "Bus:Provider") ?? NoBus;
        if (!provider.Equals(RabbitMq, StringComparison.OrdinalIgnoreCase))
        {
            if (!provider.Equals(NoBus, StringComparison.OrdinalIgnoreCase))
            {
                error(new("Bus:Provider", $"is '{provider}'; it must be {NoBus} or {RabbitMq}."));
            }

            return null;
        }

        var wrong = false;
        void Add(SettingException e)
        {
            wrong = true;
            error(e);
        }

        if (key is null)
        {
            Add(new("EncryptionKey", $"is not set, but Bus:Provider is {RabbitMq} and every message on it is sealed with the key. "
                + "Set EncryptionKey or EncryptionKeyFile to the same key on all parts of the cluster."));
        }

        var uri = Try(() => Address(Text(section, "Bus:Uri")), Add);
        var password = Try(() => Secret.Read("Bus:Password", uri?.Password, Text(section, "Bus:PasswordFile")), Add);
        var authorities = Try(() => Certificates.Authorities(Text(section, "Bus:CaFile")), Add);
        var certificate = Try(() => Certificates.Own(Text(section, "Bus:CertificateFile"), Text(section, "Bus:CertificateKeyFile")), Add);
        if (uri is { Tls: false } && (authorities is not null || certificate is not null))
        {
            Add(new("Bus:Uri", $"is '{uri}', without encryption, but certificates are set. Begin it with amqps://, or remove Bus:CaFile and Bus:CertificateFile."));
        }

        return wrong || uri is null ? null : new()
        {
            Hosts = uri.Hosts,
            Tls = uri.Tls,
            User = uri.User ?? StandardUser,
            Password = password ?? StandardUser,
            VirtualHost = uri.VirtualHost,
            Authorities = authorities,
            Certificate = certificate,
        };
    }

    private static BrokerUri Address(string? text)
    {
        const string Form = "amqp://user:password@host1:5672,host2:5672/vhost";
        try
        {
            return text is null
                ? throw new SettingException("Bus:Uri", $"is not set, but Bus:Provider is {RabbitMq}. Set it to {Form} (amqps:// for TLS).")
                : BrokerUri.Parse(text);
        }
        catch (FormatException e)
        {
            throw new SettingException("Bus:Uri", $"{e.Message}. It must have the form {Form}, with user, password and virtual host percent-encoded.");
        }
    }

    private static T? Try<T>(Func<T?> read, Action<SettingException> error)
        where T : class
    {
        try
        {
            return read();
        }
        catch (SettingException e)
        {
            error(e);
            return null;
        }
    }

    private static string? Text(IConfigurationSection section, string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name]!.Trim();
}
