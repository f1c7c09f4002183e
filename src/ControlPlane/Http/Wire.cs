using System.Text.Encodings.Web;
using EventCluster.Contracts;

namespace EventCluster.ControlPlane.Http;

/// <summary>How replies are written: quotes and letters of other scripts as they are, since people read them in a terminal. It is never put into a page.</summary>
internal static class Wire
{
    internal static readonly WireJson Json = new(new(WireJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
