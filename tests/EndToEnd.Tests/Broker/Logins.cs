using System.Text.RegularExpressions;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>Users of the broker for one cluster that may do no more than they must: what <c>docs/bus.md</c> tells people to make.</summary>
/// <param name="Instance">Address with the login of the control plane.</param>
/// <param name="Node">Address with the login of a node.</param>
public sealed record Logins(Uri Instance, Func<string, Uri> Node)
{
    private const string Password = "only-for-tests";

    /// <summary>Makes them. Those of the nodes share one password, not one name.</summary>
    public static async Task<Logins> CreateAsync(LocalBroker broker, string cluster, params string[] nodes)
    {
        var prefix = $@"^eventcluster\.{Regex.Escape(cluster)}\.";
        var instance = $"{cluster}-instance";
        await AddAsync(
            broker, instance,
            configure: $@"{prefix}(events|heartbeats|nodes|errors|instance\..+|node\..+)$",
            write: $@"{prefix}(events|nodes|errors|instance\..+)$",
            read: $@"{prefix}(events|heartbeats|errors|instance\..+)$");
        foreach (var node in nodes is [] ? ["node-a", "node-b", "node-c"] : nodes)
        {
            var name = Regex.Escape(node);
            await AddAsync(
                broker, $"{cluster}-{node}",
                configure: $@"{prefix}(events|heartbeats|nodes|errors|node\.{name})$",
                write: $@"{prefix}(heartbeats|errors|node\.{name})$",
                read: $@"{prefix}(events|nodes|errors|node\.{name})$");
        }

        return new(As(broker.Address, instance), node => As(broker.Address, $"{cluster}-{node}"));
    }

    private static async Task AddAsync(LocalBroker broker, string user, string configure, string write, string read)
    {
        await broker.ControlAsync("add_user", user, Password);
        await broker.ControlAsync("set_permissions", "-p", broker.Address.AbsolutePath[1..], user, configure, write, read);
    }

    private static Uri As(Uri address, string user) => new UriBuilder(address) { UserName = user, Password = Password }.Uri;
}
