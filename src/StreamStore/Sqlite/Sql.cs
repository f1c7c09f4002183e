using System.Collections.Concurrent;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>The statements, each in an embedded file named after what it does.</summary>
internal static class Sql
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of <c>Sql/{name}.sql</c>.</summary>
    public static string Text(string name) => Texts.GetOrAdd(name, static key =>
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(typeof(Sql), $"Sql.{key}.sql")
            ?? throw new InvalidOperationException($"The statement {key}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
