namespace EventCluster.StreamStore.SqlServer;

/// <summary>The engine's statements.</summary>
internal static class Sql
{
    /// <summary>All of them.</summary>
    public static readonly StatementFiles Files = new(typeof(Sql));

    /// <summary>The text of <c>Sql/{name}.sql</c>.</summary>
    public static string Text(string name) => Files.Text(name);
}
