using System.Globalization;
using System.Text;

namespace EventCluster.Shared;

/// <summary>One measured line.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Limit">The physical limit measured in the same run; null where there is no such thing.</param>
/// <param name="Aim">What it should reach; null for none.</param>
/// <param name="AtMost">True where less is better.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Limit, double? Aim, bool AtMost)
{
    private const string Line = "{0,-58} {1,14} {2,14} {3,16} {4,5}";

    /// <summary>The figures as a table.</summary>
    public static string Table(IEnumerable<Figure> figures)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}");
        text.AppendFormat(CultureInfo.InvariantCulture, Line, "", "ours", "limit", "aim", "met").AppendLine();
        foreach (var f in figures)
        {
            text.AppendFormat(
                CultureInfo.InvariantCulture, Line, f.Name, f.Show(f.Value), f.Limit is { } limit ? f.Show(limit) : "",
                f.Aim is { } aim ? $"{(f.AtMost ? "<=" : ">=")} {f.Show(aim)}" : "", f.Met).AppendLine();
        }

        return text.ToString();
    }

    private string Met => Aim is not { } aim ? "" : (AtMost ? Value <= aim : Value >= aim) ? "yes" : "NO";

    private string Show(double value) => string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 10 ? "0.###" : "#,0", CultureInfo.InvariantCulture)} {Unit}");
}
