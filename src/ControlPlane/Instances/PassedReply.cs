using System.Net;
using Microsoft.Net.Http.Headers;

namespace EventCluster.ControlPlane.Instances;

/// <summary>The holder's answer as it is given back.</summary>
internal static class PassedReply
{
    /// <summary>What belongs to one connection, or is said by this server itself.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyAuthenticate, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
        HeaderNames.Date, HeaderNames.Server, HeaderNames.ContentLength,
    };

    /// <summary>Whether the one that was asked cannot serve this either. What only it can serve it may refuse as it likes.</summary>
    internal static bool IsNotHis(InstanceReply reply, HolderRule rule) => !rule.Only && reply.Response.StatusCode >= HttpStatusCode.InternalServerError;

    internal static async Task WriteAsync(HttpContext context, InstanceReply reply)
    {
        var response = context.Response;
        response.StatusCode = (int)reply.Response.StatusCode;
        foreach (var (name, values) in reply.Response.Headers.Concat(reply.Response.Content.Headers))
        {
            if (!Dropped.Contains(name))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        if (reply.Response.StatusCode is not (HttpStatusCode.NotModified or HttpStatusCode.NoContent))
        {
            response.ContentLength = reply.Body.Length;
            await response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }
}
