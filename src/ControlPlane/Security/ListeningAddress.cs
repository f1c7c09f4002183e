using EventCluster.ControlPlane.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EventCluster.ControlPlane.Security;

/// <summary>Where a browser on this machine reaches this instance.</summary>
internal sealed class ListeningAddress(IServer server, ControlPlaneSettings settings)
{
    internal string Url
    {
        get
        {
            var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.Address;
            var address = BindingAddress.Parse(url);
            var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
            return $"{address.Scheme}://{host}:{address.Port}";
        }
    }
}
