namespace EventCluster.Domain.Settings;

/// <summary>What a misspelt name may have been meant to be.</summary>
public static class Spelling
{
    private const int LongestName = 128;
    private const int FarthestMistake = 3;

    /// <summary>The known name that differs by at most three letters, case aside; null where none is so near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) =>
        known.Select(k => (Name: k, Distance: Distance(k, name))).Where(k => k.Distance <= FarthestMistake).OrderBy(k => k.Distance).Select(k => k.Name).FirstOrDefault();

    /// <summary>Levenshtein's distance, for names of ordinary length.</summary>
    private static int Distance(string a, string b)
    {
        if (b.Length > LongestName)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
