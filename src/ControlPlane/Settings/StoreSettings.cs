using System.Data.Common;
using EventCluster.StreamStore.SqlServer;

namespace EventCluster.ControlPlane.Settings;

/// <summary>Where events are kept.</summary>
/// <param name="Path">The SQLite file, used where <paramref name="SqlServer"/> is null.</param>
/// <param name="SqlServer">Connection string of the SQL Server database; null for SQLite. It may hold a secret.</param>
public sealed record StoreSettings(string Path, string? SqlServer = null)
{
    private const string Sqlite = "Sqlite";
    private const string SqlServerName = "SqlServer";

    /// <summary>Without the connection string.</summary>
    public override string ToString() => SqlServer is null ? Path : SqlServerName;

    /// <summary>Reads <c>Store:Provider|ConnectionString</c>.</summary>
    internal static StoreSettings Read(IConfigurationSection section, string data, SettingErrors errors)
    {
        var provider = section["Provider"]?.Trim() is { Length: > 0 } named ? named : Sqlite;
        var text = section["ConnectionString"]?.Trim() is { Length: > 0 } given ? given : null;
        var path = System.IO.Path.Combine(data, "eventcluster.db");
        if (provider.Equals(SqlServerName, StringComparison.OrdinalIgnoreCase))
        {
            if (SqlServerStoreOptions.Problem(text) is { } problem)
            {
                errors.Add("Store:ConnectionString", problem);
            }

            return new(path, text);
        }

        if (!provider.Equals(Sqlite, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("Store:Provider", $"is '{provider}'; it must be {Sqlite} or {SqlServerName}.");
        }
        else if (text is not null)
        {
            path = FilePath(text, errors) is { } file ? System.IO.Path.GetFullPath(file, data) : path;
        }

        return new(path);
    }

    private static string? FilePath(string connectionString, SettingErrors errors)
    {
        const string Form = "must have the form 'Data Source=PATH' for Sqlite.";
        try
        {
            DbConnectionStringBuilder parts = new() { ConnectionString = connectionString };
            if (parts.Count == 1 && parts.TryGetValue("Data Source", out var path) && path is string { Length: > 0 } file)
            {
                return file;
            }
        }
        catch (ArgumentException)
        {
            // Said below; the text itself may hold a secret.
        }

        errors.Add("Store:ConnectionString", Form);
        return null;
    }
}
