using Microsoft.AspNetCore.Http.HttpResults;

namespace EventCluster.ControlPlane.Pages;

/// <summary>Style and script of the page, out of this assembly.</summary>
internal static class PageAssets
{
    internal static readonly ContentHttpResult Css = TypedResults.Text(Read("page.css"), "text/css; charset=utf-8");
    internal static readonly ContentHttpResult Script = TypedResults.Text(Read("page.js"), "text/javascript; charset=utf-8");

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(PageAssets).Assembly.GetManifestResourceStream(typeof(PageAssets), $"Assets.{name}")!);
        return reader.ReadToEnd();
    }
}
