using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>Says what is wrong with a body: where, under which name, and what was expected. Names of our types never show.</summary>
internal static class JsonDiagnosis
{
    internal static ProblemException Explain(byte[] body, JsonTypeInfo type, JsonException error, bool strict)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { AllowDuplicateProperties = !strict });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new(ProblemCodes.ValidationFailed, $"The body is {Kind(document.RootElement.ValueKind)}; it must be a JSON object.");
            }

            var errors = Members(document.RootElement, type, strict);
            return errors.Count > 0 ? ProblemException.Invalid(errors) : ByPath(type, error);
        }
        catch (JsonException malformed)
        {
            return new(
                ProblemCodes.ValidationFailed,
                $"The body is not well-formed JSON, or a member stands in it twice: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.");
        }
    }

    private static Dictionary<string, string[]> Members(JsonElement body, JsonTypeInfo type, bool strict)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        var known = type.Properties.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (var member in body.EnumerateObject())
        {
            seen.Add(member.Name);
            if (!known.TryGetValue(member.Name, out var property))
            {
                if (strict)
                {
                    errors[Shorten(member.Name)] = [$"is not known here. Known are {string.Join(", ", known.Keys)}."];
                }
            }
            else if (member.Value.ValueKind == JsonValueKind.Null && !property.IsSetNullable)
            {
                errors[property.Name] = ["must not be null."];
            }
            else if (!Reads(member.Value, type, property))
            {
                errors[property.Name] = [$"is {Kind(member.Value.ValueKind)}; it must be {Expected(property.PropertyType)}."];
            }
        }

        foreach (var property in type.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
        {
            errors[property.Name] = ["is missing."];
        }

        return errors;
    }

    private static bool Reads(JsonElement value, JsonTypeInfo type, JsonPropertyInfo property)
    {
        try
        {
            _ = value.Deserialize(type.Options.GetTypeInfo(property.PropertyType));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ProblemException ByPath(JsonTypeInfo type, JsonException error)
    {
        var path = error.Path?.TrimStart('$', '.') ?? "";
        return path.Length > 0
            ? ProblemException.Invalid(path, "cannot be read.")
            : new(ProblemCodes.ValidationFailed, $"The body cannot be read. Known members are {string.Join(", ", type.Properties.Select(p => p.Name))}.");
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text that does not fit",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "text"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain == typeof(DateTime) ? "a UTC time such as \"2026-11-22T13:00:00Z\""
            : plain == typeof(TimeSpan) ? "a duration such as \"00:00:05\""
            : plain == typeof(Guid) ? "a UUID"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.CamelCase.ConvertName))}"
            : plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? "an object of names and values"
            : plain.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "a list that can be read throughout"
            : "an object that can be read throughout";
    }

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "…";
}
