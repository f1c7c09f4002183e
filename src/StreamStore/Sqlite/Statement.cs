using SQLitePCL;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>A prepared statement; its connection closes it. Parameters count from 1, columns from 0, as SQLite has it.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle)
{
    public Statement Bind(int parameter, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        connection.Check(value is { } number ? raw.sqlite3_bind_int64(handle, parameter, number) : raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    public Statement Bind(int parameter, string value)
    {
        connection.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Binds text that is UTF-8 already; an empty one as null.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> value)
    {
        connection.Check(value.IsEmpty ? raw.sqlite3_bind_null(handle, parameter) : raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Binds 16 bytes in the order in which version 7 ids sort by time.</summary>
    public Statement Bind(int parameter, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        connection.Check(raw.sqlite3_bind_blob(handle, parameter, bytes));
        return this;
    }

    /// <summary>Goes on to the next row; false when there is none, and then the statement is ready for the next use.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset(code);
        return false;
    }

    /// <summary>Runs to the end and readies the statement for the next use.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs an insert; false when a unique index holds the row already.</summary>
    public bool TryInsert()
    {
        var code = raw.sqlite3_step(handle);
        if (SqliteFault.IsUniqueViolation(code))
        {
            raw.sqlite3_reset(handle);
            return false;
        }

        Reset(code);
        return true;
    }

    /// <summary>Ends a query before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public long? NumberOrNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL ? null : Number(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public Guid Guid(int column) => new(raw.sqlite3_column_blob(handle, column), bigEndian: true);

    /// <summary>The bytes of a text or blob; good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>How many bytes a text or blob has.</summary>
    public int Length(int column) => raw.sqlite3_column_bytes(handle, column);

    /// <summary>Frees the statement.</summary>
    public void Close() => handle.manual_close();

    private void Reset(int code)
    {
        try
        {
            connection.Check(code);
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }
}
