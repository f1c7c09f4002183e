namespace Microsoft.SqlServer.Server;

/// <summary>Whether a CLR function reads user data. Only a compiler of schemas in the tests names it.</summary>
public enum DataAccessKind
{
    /// <summary>It reads none.</summary>
    None = 0,

    /// <summary>It reads some.</summary>
    Read = 1,
}
