using System.Net;
using EventCluster.ControlPlane.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Where the other instances reach this one: the setting <c>Address</c>, or else the first address on which it listens.</summary>
internal sealed class InstanceAddress(IServer server, ControlPlaneSettings settings)
{
    /// <summary>The address, without a slash at its end. It is known once the server listens.</summary>
    internal string Url => (settings.AdvertisedAddress ?? Of(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.Urls[0])).TrimEnd('/');

    /// <summary>An address for others out of one to listen on: a wildcard is reached by the name of the machine.</summary>
    internal static string Of(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            ? Environment.MachineName
            : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }
}
