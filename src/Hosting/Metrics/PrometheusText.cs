using System.Globalization;
using System.Text;

namespace EventCluster.Hosting.Metrics;

/// <summary>Writes metrics in the Prometheus text format, version 0.0.4.</summary>
public sealed class PrometheusText
{
    /// <summary>Content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _described = [];

    /// <summary>A value that goes up and down.</summary>
    public PrometheusText Gauge(string name, string help, double value, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Write(name, "gauge", help, value, labels);

    /// <summary>A value that only rises while the process lives; its name ends with <c>_total</c>.</summary>
    public PrometheusText Counter(string name, string help, double value, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Write(name, "counter", help, value, labels);

    /// <summary>The text.</summary>
    public override string ToString() => _text.ToString();

    private PrometheusText Write(string name, string type, string help, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        // Samples of one name must follow each other; its description is written once.
        if (_described.Add(name))
        {
            _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(@"\n")).Append('\n')
                .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        }

        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
        }

        _text.Append(labels.Length > 0 ? "} " : " ").Append(Number(value)).Append('\n');
        return this;
    }

    private static string Escape(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(@"\n");

    private static string Number(double value) =>
        double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf") : value.ToString("R", CultureInfo.InvariantCulture);
}
