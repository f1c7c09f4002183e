namespace EventCluster.StreamStore.SqlServer;

/// <summary>What the database holds of the store's objects.</summary>
/// <param name="HasStreams">The table <c>dbo.Streams</c>.</param>
/// <param name="HasMessages">The table <c>dbo.Messages</c>.</param>
/// <param name="HasTypes">Both of our own table types.</param>
/// <param name="Version">What the tables say of themselves; null when they say nothing.</param>
internal readonly record struct SchemaFacts(bool HasStreams, bool HasMessages, bool HasTypes, string? Version);

/// <summary>What is to be done about it.</summary>
internal enum SchemaStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Make our types beside the tables, which another program has made.</summary>
    CreateTypes,

    /// <summary>Make everything.</summary>
    CreateAll,
}

/// <summary>Decides what is to be done about a database, and never touches what it does not know.</summary>
internal static class SchemaRules
{
    /// <summary>The version of the tables that we know.</summary>
    public const string Version = "3";

    /// <summary>The next step.</summary>
    /// <exception cref="StoreRefusedException">The tables are others than ours, or may not be made.</exception>
    public static SchemaStep Next(SchemaFacts facts, bool mayCreate, string place)
    {
        var step = facts switch
        {
            { HasStreams: false, HasMessages: false } => SchemaStep.CreateAll,
            { HasStreams: false } or { HasMessages: false } => throw new StoreRefusedException(
                $"The database {place} has only one of the tables dbo.Streams and dbo.Messages. It was left untouched. Use a database of its own, or restore the whole."),
            { Version: not Version } => throw new StoreRefusedException(
                $"The tables in the database {place} have version '{facts.Version ?? "none"}', this program knows version {Version}. They were left untouched. "
                + "Use the program that made them, or another database."),
            { HasTypes: false } => SchemaStep.CreateTypes,
            _ => SchemaStep.None,
        };
        return step == SchemaStep.None || mayCreate
            ? step
            : throw new StoreRefusedException($"The database {place} lacks the store's tables or types, and this account is not to make them. Make them with the script in docs/sql-server.md.");
    }
}
