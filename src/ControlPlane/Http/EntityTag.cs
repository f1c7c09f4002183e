using System.Globalization;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>The cluster's version as an ETag: <c>"42"</c>.</summary>
internal static class EntityTag
{
    internal static string Of(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The version that the sender has seen; null where it does not say, or says <c>*</c>.</summary>
    internal static int? IfMatch(HttpRequest request) => request.Headers.IfMatch switch
    {
        { Count: 0 } or ["*"] => null,
        [{ Length: > 2 } tag] when tag[0] == '"' && tag[^1] == '"'
            && int.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
        var header => throw new ProblemException(
            ProblemCodes.ValidationFailed, $"The If-Match header is '{header}'; it must be the ETag of GET /v1/cluster, for example \"42\"."),
    };

    /// <summary>Whether the sender has this version already.</summary>
    internal static bool IsKnown(HttpRequest request, int version)
    {
        var tag = Of(version);
        foreach (var header in request.Headers.IfNoneMatch)
        {
            foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (part == "*" || part == tag || part == $"W/{tag}")
                {
                    return true;
                }
            }
        }

        return false;
    }
}
