using System.Runtime.InteropServices;

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

        RefuseOrphanedLog(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        try
        {
            Fill(unfinished);
            TryPublish(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);

    private static void RefuseOrphanedLog(string path)
    {
        // SQLite would play the old log into the new file. Looked at last: a file made meanwhile by another process owns its log.
        var log = path + "-wal";
        if (File.Exists(log) && !File.Exists(path))
        {
            throw new StoreRefusedException(
                $"The store file '{path}' is missing, but its write-ahead log '{log}' is there and may hold events. Put the file back, or move the log away to start anew.");
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
        if (!OperatingSystem.IsWindows())
        {
            // What users store may be secret. The log beside it gets the same rights from SQLite.
            File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Gives the whole file its name; false when another process was first, whose file is as good as ours.</summary>
    internal static bool TryPublish(string unfinished, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return TryLink(unfinished, path);
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static bool TryLink(string unfinished, string path)
    {
        // File.Move looks, then renames, and so may replace a file made in between. A link is made only where nothing is.
        const int FileExists = 17;
        if (Link(unfinished, path) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == FileExists
                ? false
                : throw new IOException($"'{path}' could not be made: {Marshal.GetPInvokeErrorMessage(error)}. Its file system must know hard links.");
        }

        File.Delete(unfinished);
        return true;
    }
}
