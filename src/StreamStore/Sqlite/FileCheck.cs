using System.Buffers.Binary;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>Decides whether a file is a store that this version can use, without leaving a trace on it or beside it.</summary>
internal static class FileCheck
{
    /// <summary>How often to look again when another process wrote while we looked.</summary>
    private const int LooksMax = 5;

    /// <summary>Throws unless the file is a whole store of ours.</summary>
    /// <exception cref="StoreRefusedException">It is not; the message says why and what helps.</exception>
    public static void Run(SqliteStoreOptions options, string path)
    {
        for (var look = 1; ; look++)
        {
            var before = Trace.Of(path);
            var fault = Look(options, path, before);
            if (fault is null)
            {
                return;
            }

            // With the log absent the file was taken for at rest. If it was not, the fault may be no more than another process's write.
            if (look == LooksMax || Trace.Of(path) == before)
            {
                throw new StoreRefusedException($"The store file '{path}' {fault} It was left untouched.");
            }
        }
    }

    private static string? Look(SqliteStoreOptions options, string path, Trace trace) =>
        HeaderFault(path, trace) ?? ContentFault(options, path, trace);

    private static string? HeaderFault(string path, Trace trace)
    {
        Span<byte> header = stackalloc byte[100];
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            header = header[..RandomAccess.Read(file, header, 0)];
        }

        if (header.Length < 100 || !header[..16].SequenceEqual("SQLite format 3\0"u8))
        {
            return header.IsEmpty
                ? "is empty. Delete it to start anew, or put a good copy in its place."
                : "is not an SQLite database. Give another path, or put a good copy in its place.";
        }

        var application = BinaryPrimitives.ReadInt32BigEndian(header[68..]);
        var schema = BinaryPrimitives.ReadInt32BigEndian(header[60..]);
        return application != DatabaseFile.ApplicationId
            ? $"is an SQLite database of another application (id 0x{application:X8}, expected 0x{DatabaseFile.ApplicationId:X8}). Give another path."
            : schema != DatabaseFile.SchemaVersion
            ? $"has tables of version {schema}, this program knows version {DatabaseFile.SchemaVersion}. Use the program's version that wrote it, or a newer one."
            : trace.LogBytes is null ? LengthFault(header, trace.Bytes) : null;
    }

    private static string? LengthFault(ReadOnlySpan<byte> header, long bytes)
    {
        int pageBytes = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        var expected = BinaryPrimitives.ReadUInt32BigEndian(header[28..]) * (long)(pageBytes == 1 ? 65_536 : pageBytes);
        return bytes == expected ? null : $"is damaged: it has {bytes} bytes, its header says {expected}. Put a good copy in its place.";
    }

    private static string? ContentFault(SqliteStoreOptions options, string path, Trace trace)
    {
        try
        {
            using var connection = trace.LogBytes is null ? Connection.OpenImmutable(path) : Connection.OpenToLook(path, options.BusyTimeout);
            connection.Prepare(Sql.Text("FindStream"));
            connection.Prepare(Sql.Text("ReadAllForwards"));
            var verdict = trace.Bytes <= options.CheckedBytesMax ? connection.Ask("PRAGMA quick_check(1)") : "ok";
            return verdict == "ok" ? null : $"is damaged: {verdict!.ReplaceLineEndings(" ").TrimEnd('.')}. Put a good copy in its place.";
        }
        catch (SqliteFault fault) when (!fault.IsDamage)
        {
            throw fault.ForCaller(path);
        }
        catch (SqliteFault fault)
        {
            return $"is damaged. Put a good copy in its place. {fault.Message}";
        }
    }

    /// <summary>What changes when another process writes.</summary>
    /// <param name="Bytes">Length of the file.</param>
    /// <param name="Written">Time of its last write.</param>
    /// <param name="LogBytes">Length of the write-ahead log, null when there is none and so nobody has the store open.</param>
    private readonly record struct Trace(long Bytes, DateTime Written, long? LogBytes)
    {
        public static Trace Of(string path)
        {
            FileInfo log = new(path + "-wal");
            FileInfo file = new(path);
            return new Trace(file.Length, file.LastWriteTimeUtc, log.Exists ? log.Length : null);
        }
    }
}
