using System.Globalization;

namespace EventCluster.ControlPlane.Http;

/// <summary>A query parameter of an endpoint: described in OpenAPI, and any other is refused.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">For people.</param>
internal sealed record QueryParameter(string Name, string Description);

/// <summary>Reads query parameters; a wrong one is named.</summary>
internal static class Query
{
    private const int LongestText = 200;

    internal static string? Text(HttpContext context, string name)
    {
        var values = context.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 when values[0]!.Length <= LongestText => values[0]!.Length == 0 ? null : values[0],
            1 => throw ProblemException.Invalid(name, $"has {values[0]!.Length} characters; at most {LongestText} are allowed."),
            _ => throw ProblemException.Invalid(name, "is given more than once."),
        };
    }

    internal static int? Int(HttpContext context, string name, int least, int most) => Text(context, name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw ProblemException.Invalid(name, $"is '{text}'; it must be a whole number from {least} to {most}.");

    internal static bool Flag(HttpContext context, string name) => Text(context, name) is { } text
        && (bool.TryParse(text, out var value) ? value : throw ProblemException.Invalid(name, $"is '{text}'; it must be true or false."));

    internal static DateTime? Time(HttpContext context, string name) => Text(context, name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value.UtcDateTime
        : throw ProblemException.Invalid(name, $"is '{text}'; it must be a UTC time such as 2026-11-22T13:00:00Z.");

    internal static Guid? Id(HttpContext context, string name) => Text(context, name) is not { } text ? null
        : Guid.TryParse(text, out var value) ? value
        : throw ProblemException.Invalid(name, $"is '{text}'; it must be a UUID.");

    /// <summary>Refuses parameters that the endpoint does not describe.</summary>
    internal static void RefuseUnknown(HttpContext context)
    {
        if (!context.Request.QueryString.HasValue || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<StrictQuery>() is null)
        {
            return;
        }

        var known = endpoint.Metadata.GetOrderedMetadata<QueryParameter>();
        foreach (var name in context.Request.Query.Keys)
        {
            if (!known.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw ProblemException.Invalid(name, known.Count > 0
                    ? $"is not known here. Known are {string.Join(", ", known.Select(p => p.Name))}."
                    : "is not known here; there are no query parameters.");
            }
        }
    }
}

/// <summary>Marks endpoints whose query parameters are all described.</summary>
internal sealed class StrictQuery
{
    internal static readonly StrictQuery Instance = new();
}
