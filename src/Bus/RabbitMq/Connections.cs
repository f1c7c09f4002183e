using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EventCluster.Bus.Settings;
using RabbitMQ.Client;

namespace EventCluster.Bus.RabbitMq;

/// <summary>How connections are made, the same for our own and for those of MassTransit.</summary>
/// <param name="settings">How to reach the broker.</param>
/// <param name="client">Name of the connection.</param>
internal sealed class Connections(BusSettings settings, string client)
{
    /// <summary>How often each side shows that it is there; after two silent intervals the connection is closed.</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for TCP, and for an answer to an AMQP method.</summary>
    internal static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    // RabbitMQ's own default limit: what it lets through must not close our connection, or it would come again at each reconnect. We refuse it after.
    private const uint LargestInbound = 128 * 1024 * 1024 + 1;

    // A certificate that the same authority gave to a client must not pass for the broker's. (RFC 5280, section 4.2.1.12)
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    internal BusSettings Settings { get; } = settings;

    internal string Client { get; } = client;

    /// <summary>For connections to one host.</summary>
    internal ConnectionFactory Factory(BrokerHost host)
    {
        ConnectionFactory factory = new() { HostName = host.Name, Port = host.Port };
        Apply(factory, host);
        return factory;
    }

    /// <summary>Gives a factory all that does not depend on who made it.</summary>
    internal void Apply(ConnectionFactory factory, BrokerHost host)
    {
        factory.ClientProvidedName = Client;
        factory.UserName = Settings.User;
        factory.Password = Settings.Password;
        factory.VirtualHost = Settings.VirtualHost;
        factory.RequestedHeartbeat = Heartbeat;
        factory.RequestedConnectionTimeout = AnswerLimit;
        factory.SocketReadTimeout = Heartbeat * 2;
        factory.SocketWriteTimeout = Heartbeat * 2;
        factory.HandshakeContinuationTimeout = AnswerLimit;
        factory.ContinuationTimeout = AnswerLimit;
        factory.AutomaticRecoveryEnabled = false;
        factory.TopologyRecoveryEnabled = false;
        factory.MaxInboundMessageBodySize = LargestInbound;
        factory.Ssl = Ssl(host);
    }

    private SslOption Ssl(BrokerHost host) => new(host.Name, enabled: Settings.Tls)
    {
        AcceptablePolicyErrors = SslPolicyErrors.None,
        Certs = Settings.Certificate is null ? null : [Settings.Certificate],
        CertificateValidationCallback = Settings.Authorities is null ? null : IsFromAuthority,
    };

    private bool IsFromAuthority(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using X509Chain own = new();
        own.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(Settings.Authorities!);
        own.ChainPolicy.ExtraStore.AddRange(Settings.Authorities!);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return own.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }
}
