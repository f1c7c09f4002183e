using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace EventCluster.ControlPlane.Http;

/// <summary>How large a body may be, in bytes.</summary>
internal sealed class BodyLimits(long bytes) : IRequestSizeLimitMetadata
{
    /// <summary>What a person or program sends.</summary>
    internal const long Command = 1024 * 1024;

    /// <summary>What an agent sends; a heartbeat may hold the outputs of several runs.</summary>
    internal const long Agent = 256 * 1024;

    public long? MaxRequestBodySize { get; } = bytes;

    /// <summary>The limit of this request.</summary>
    internal static long Of(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Command;
}
