namespace EventCluster.StreamStore.Sqlite;

/// <summary>The engine's statements.</summary>
internal static class Sql
{
    private static readonly StatementFiles Files = new(typeof(Sql));

    /// <summary>The text of <c>Sql/{name}.sql</c>.</summary>
    public static string Text(string name) => Files.Text(name);
}
