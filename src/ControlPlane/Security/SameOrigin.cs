namespace EventCluster.ControlPlane.Security;

/// <summary>Whether a browser's request comes from our own pages.</summary>
internal static class SameOrigin
{
    /// <summary>True when the browser says so. A request that says nothing of its origin does not come from a browser of our pages.</summary>
    internal static bool Holds(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
        {
            return site is ["same-origin"];
        }

        return request.Headers.Origin is [{ } origin]
            && origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
