namespace EventCluster.ClusterBench;

/// <summary>The web server alone: reads a body and answers the same number of bytes as the control plane does. The limit for anything over HTTP here.</summary>
internal static class BareServer
{
    private static readonly byte[] Answer = [.. Enumerable.Repeat((byte)' ', 400)];

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentLength = Answer.Length;
            await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
        });
        await app.RunAsync();
        return 0;
    }
}
