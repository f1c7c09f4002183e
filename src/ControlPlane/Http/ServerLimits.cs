using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Http;

/// <summary>Where the server listens, and a bound on everything that it takes.</summary>
internal static class ServerLimits
{
    private const int MostConnections = 10_000;
    private const int MostHeaders = 64;
    private const int HeaderBytes = 16 * 1024;
    private const int LineBytes = 8 * 1024;
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);

    internal static void Apply(WebApplicationBuilder builder, ControlPlaneSettings settings)
    {
        builder.WebHost.UseUrls([.. settings.Urls]);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxConcurrentConnections = MostConnections;
            server.Limits.MaxRequestBodySize = BodyLimits.Command;
            server.Limits.MaxRequestHeaderCount = MostHeaders;
            server.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
            server.Limits.MaxRequestLineSize = LineBytes;
            server.Limits.RequestHeadersTimeout = HeaderLimit;
            // A body is read as a whole before it is parsed, so the buffer must hold the largest.
            server.Limits.MaxRequestBufferSize = BodyLimits.Command * 2;
        });
    }
}
