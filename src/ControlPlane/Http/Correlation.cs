namespace EventCluster.ControlPlane.Http;

/// <summary>The number under which a request, its events and its errors are found.</summary>
internal static class Correlation
{
    private static readonly object Key = new();

    /// <summary>The request's number; drawn when first asked for.</summary>
    internal static Guid Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
        {
            return (Guid)known!;
        }

        var fresh = Guid.CreateVersion7();
        context.Items[Key] = fresh;
        return fresh;
    }
}
