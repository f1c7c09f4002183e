using System.Net.Sockets;
using System.Security.Authentication;
using EventCluster.Bus.Connection;
using EventCluster.Bus.Settings;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace EventCluster.Bus.RabbitMq;

/// <summary>Says why a host cannot be used, and what helps.</summary>
internal static class Problem
{
    internal static BrokerAwayException From(Exception exception, BrokerHost host, BusSettings settings)
    {
        if (exception is BrokerAwayException known)
        {
            return known;
        }

        var causes = Causes(exception).ToList();
        if (causes.OfType<OperationInterruptedException>().FirstOrDefault()?.ShutdownReason is { } reason)
        {
            return Refusal(reason, host, settings);
        }

        if (causes.Exists(e => e is AuthenticationFailureException or PossibleAuthenticationFailureException))
        {
            return Refused(host, $"refuses the login of user '{settings.User}'. Check user and password of Bus:Uri, "
                + $"and that the user may use virtual host '{settings.VirtualHost}'.");
        }

        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return Refused(host, $"cannot be spoken to in TLS ({tls.Message.TrimEnd('.')}). Its port must speak TLS, and its certificate be valid "
                + $"for the name '{host.Name}' and come from an authority of this machine or of Bus:CaFile.");
        }

        var last = settings.Tls ? "whether it wants a certificate (Bus:CertificateFile)" : "that the port does not want TLS (amqps)";
        return new(
            host.ToString(), $"does not answer: {Silence(causes)}. See that the broker runs, that nothing between blocks the port, and {last}.",
            isRefusal: false);
    }

    /// <summary>Why a connection or a channel was closed.</summary>
    internal static string Closed(ShutdownEventArgs reason) => $"has ended the connection: {reason.ReplyText} ({reason.ReplyCode}).";

    private static BrokerAwayException Refusal(ShutdownEventArgs reason, BrokerHost host, BusSettings settings) => reason.ReplyCode switch
    {
        Constants.AccessRefused => Refused(host, $"refuses a permission: {reason.ReplyText}. "
            + $"Give user '{settings.User}' the rights to configure, write and read '^eventcluster\\.' on virtual host '{settings.VirtualHost}'."),
        Constants.PreconditionFailed => Refused(host, $"has something of the same name that is made differently: {reason.ReplyText}. "
            + "Delete it on the broker; it is declared anew at once."),
        Constants.NotAllowed => Refused(host, $"refuses: {reason.ReplyText}. See that virtual host '{settings.VirtualHost}' exists and that user '{settings.User}' may use it."),
        _ => new(host.ToString(), Closed(reason), isRefusal: false),
    };

    private static BrokerAwayException Refused(BrokerHost host, string problem) => new(host.ToString(), problem, isRefusal: true);

    private static string Silence(List<Exception> causes) =>
        causes.OfType<SocketException>().FirstOrDefault()?.Message
        ?? (causes.Exists(e => e is TimeoutException or OperationCanceledException) ? "no answer in time" : causes[^1].Message.TrimEnd('.'));

    private static IEnumerable<Exception> Causes(Exception exception) =>
        exception is AggregateException several
            ? several.InnerExceptions.SelectMany(Causes).Prepend(exception)
            : exception.InnerException is { } inner ? Causes(inner).Prepend(exception) : [exception];
}
