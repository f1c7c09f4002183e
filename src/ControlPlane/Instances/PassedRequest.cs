using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace EventCluster.ControlPlane.Instances;

/// <summary>A request as it is passed on: its address, its body, and only those of its headers that mean something to the holder.</summary>
internal static class PassedRequest
{
    /// <summary>Who passes it on, and which version of the cluster it has seen. A request that has this is not passed on again.</summary>
    private const string Mark = "EventCluster-Passed-On";

    private static readonly string[] Kept = [HeaderNames.Authorization, HeaderNames.Cookie, HeaderNames.Accept, HeaderNames.IfNoneMatch];

    /// <summary>The version that the instance had seen which passed this request on; null where nobody did.</summary>
    internal static int? VersionOf(HttpRequest request) =>
        !request.Headers.TryGetValue(Mark, out var mark) ? null
        : int.TryParse(mark.ToString().Split(' ')[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version) ? version
        : -1;

    internal static async Task<HttpRequestMessage> OfAsync(HttpContext context, string address, string instance, int version)
    {
        var request = context.Request;
        // Joined as text: an address can only be continued by it, never replaced.
        HttpRequestMessage passed = new(new(request.Method), address + request.GetEncodedPathAndQuery());
        foreach (var name in Kept)
        {
            if (request.Headers.TryGetValue(name, out var values))
            {
                passed.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        passed.Headers.Add(Mark, string.Create(CultureInfo.InvariantCulture, $"{instance} {version}"));
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            // The server bounds what can be read here.
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            passed.Content = new ByteArrayContent(body.ToArray());
            passed.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type : null;
        }

        return passed;
    }
}
