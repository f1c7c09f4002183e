namespace EventCluster.ControlPlane.Pages;

/// <summary>Headers of every page: nothing from elsewhere is loaded, nothing frames it, nothing is cached.</summary>
internal static class PageHeaders
{
    internal static void Set(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache, no-store";
    }
}
