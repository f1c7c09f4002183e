using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventCluster.StoreBench;

/// <summary>The figures for people and for machines.</summary>
internal static partial class Report
{
    private const string Line = "{0,-48} {1,12} {2,12} {3,8} {4,14} {5,5}";

    public static string Table(IReadOnlyList<Figure> figures)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}");
        text.AppendFormat(CultureInfo.InvariantCulture, Line, "each second", "ours", "raw", "ratio", "aim", "met").AppendLine();
        foreach (var figure in figures)
        {
            var aim = figure.AimRate is { } rate ? $">= {rate:N0}" : figure.AimRatio is { } ratio ? $">= {ratio:P0} of raw" : "";
            var met = figure.Met switch { true => "yes", false => "NO", null => "" };
            text.AppendFormat(
                CultureInfo.InvariantCulture, Line, figure.Name, $"{figure.Ours:N0}", figure.Raw is { } raw ? $"{raw:N0}" : "", $"{figure.Ratio:P0}", aim, met).AppendLine();
        }

        return text.ToString();
    }

    public static string Json(IReadOnlyList<Figure> figures) => JsonSerializer.Serialize(figures, FigureJson.Default.IReadOnlyListFigure);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(IReadOnlyList<Figure>))]
    private sealed partial class FigureJson : JsonSerializerContext;
}
