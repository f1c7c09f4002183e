using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace EventCluster.SampleService;

/// <summary>Shows node and epoch over HTTP: a page for browsers, JSON for everything else.</summary>
internal static class Page
{
    /// <summary>Serves until the process ends. A port that is taken costs the page, not the service.</summary>
    internal static async Task ServeAsync(int port, string node, long epoch)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            await Console.Error.WriteLineAsync($"The page is not shown: port {port} cannot be used: {e.Message}");
            return;
        }

        while (true)
        {
            var context = await listener.GetContextAsync();
            try
            {
                var wantsPage = context.Request.AcceptTypes?.Contains("text/html") == true;
                context.Response.ContentType = wantsPage ? "text/html; charset=utf-8" : "application/json";
                context.Response.Close(Encoding.UTF8.GetBytes(wantsPage ? Html(node, epoch) : Json(node, epoch)), willBlock: false);
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The visitor has left.
            }
        }
    }

    private static string Json(string node, long epoch) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"node":"{{JsonEncodedText.Encode(node)}}","epoch":{{epoch}},"pid":{{Environment.ProcessId}}}""");

    private static string Html(string node, long epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"<!doctype html><title>Sample service</title><h1>{WebUtility.HtmlEncode(node)}</h1><p>epoch {epoch}, process {Environment.ProcessId}</p>");
}
