using System.Collections.Concurrent;

namespace EventCluster.StreamStore;

/// <summary>An engine's statements, each in an embedded file named after what it does.</summary>
/// <param name="engine">A type of the engine: its statements are in the folder <c>Sql</c> beside it.</param>
internal sealed class StatementFiles(Type engine)
{
    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>The names of all.</summary>
    public IEnumerable<string> Names =>
        from resource in engine.Assembly.GetManifestResourceNames()
        where resource.StartsWith($"{engine.Namespace}.Sql.", StringComparison.Ordinal)
        select resource[$"{engine.Namespace}.Sql.".Length..^".sql".Length];

    /// <summary>The text of <c>Sql/{name}.sql</c>.</summary>
    public string Text(string name) => texts.GetOrAdd(name, key =>
    {
        using var stream = engine.Assembly.GetManifestResourceStream(engine, $"Sql.{key}.sql")
            ?? throw new InvalidOperationException($"The statement {key}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
