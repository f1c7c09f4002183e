using System.Text;

namespace EventCluster.NodeWorker.Settings;

/// <summary>
/// Splits a command into program and arguments as a shell would, without being one: blanks separate, <c>'…'</c> is literal, in <c>"…"</c> a
/// backslash escapes <c>"</c> and <c>\</c>, elsewhere it escapes the next character. Nothing is expanded.
/// </summary>
public static class CommandLine
{
    private const char Escape = '\\';

    /// <summary>The parts; none for a blank text.</summary>
    /// <exception cref="FormatException">A quote is not closed, or the text ends with a backslash.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var begun = false;
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == Escape && quote != '\'' && (quote is null || Escapable(text, i + 1)))
            {
                part.Append(++i < text.Length ? text[i] : throw new FormatException("ends with a backslash that escapes nothing"));
                begun = true;
            }
            else if (quote is null && c is ('\'' or '"'))
            {
                (quote, begun) = (c, true);
            }
            else if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && char.IsWhiteSpace(c))
            {
                Finish();
            }
            else
            {
                part.Append(c);
                begun = true;
            }
        }

        if (quote is { } open)
        {
            throw new FormatException($"has a {open} that is not closed");
        }

        Finish();
        return parts;

        void Finish()
        {
            if (begun)
            {
                parts.Add(part.ToString());
                part.Clear();
                begun = false;
            }
        }
    }

    private static bool Escapable(string text, int index) => index < text.Length && text[index] is ('"' or Escape);
}
