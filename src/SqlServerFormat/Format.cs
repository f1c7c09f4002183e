namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined CLR type is serialised. The SQL Server driver names this enum in a method that every parameter passes; we use no such types.</summary>
public enum Format
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>The server's own simple form.</summary>
    Native = 1,

    /// <summary>The type writes and reads itself.</summary>
    UserDefined = 2,
}
