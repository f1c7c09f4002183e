namespace EventCluster.StreamStore.Sqlite;

/// <summary>Makes the store's file: whole or not at all, whoever else makes it at the same time.</summary>
internal static class DatabaseFile
{
    /// <summary>"ECss" as a number: how a file says that it is a store of ours.</summary>
    public const int ApplicationId = 0x45437373;

    /// <summary>Version of the tables.</summary>
    public const int SchemaVersion = 1;

    /// <summary>What creation is called until it is whole; a leftover of a process that died is harmless and may be deleted.</summary>
    public const string UnfinishedSuffix = ".unfinished";

    /// <summary>Makes the file unless it is there.</summary>
    public static void CreateIfAbsent(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        try
        {
            Fill(unfinished);
            Publish(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static void Fill(string unfinished)
    {
        // The last connection's end moves everything from the write-ahead log into the file, and syncs it.
        using var connection = Connection.Open(unfinished, TimeSpan.FromSeconds(1), create: true);
        connection.Run("BEGIN IMMEDIATE");
        connection.Run($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}");
        connection.Run(Sql.Text("CreateSchema"));
        connection.Run("COMMIT");
    }

    private static void Publish(string unfinished, string path)
    {
        try
        {
            // Links, then unlinks: it never replaces a file.
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its file is as good as ours.
        }
    }
}
