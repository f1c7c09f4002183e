using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>The connection string as it is used, and what of it may be shown.</summary>
/// <param name="Text">The caller's own, with what it left out appended.</param>
/// <param name="Place">Server and database, for people; never an account or a password.</param>
internal sealed record ConnectionText(string Text, string Place)
{
    /// <summary>Reads what the operator gave.</summary>
    /// <exception cref="ArgumentException">The driver cannot read it. The message goes on from its name, and holds nothing of it.</exception>
    public static ConnectionText From(string given)
    {
        SqlConnectionStringBuilder parts;
        try
        {
            parts = new(given);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Its own message may quote a part of it, and with it a password.
            throw new ArgumentException("is not a connection string that the driver of SQL Server can read. Use 'Server=HOST;Database=NAME;…'.");
        }

        if (parts.DataSource.Length == 0 || parts.InitialCatalog.Length == 0)
        {
            throw new ArgumentException("names no server or no database. Use 'Server=HOST;Database=NAME;…'.");
        }

        var text = given;
        Append(ref text, parts, "Application Name", "EventCluster");
        Append(ref text, parts, "Pool Blocking Period", "NeverBlock");
        return new(text, $"'{parts.InitialCatalog}' on '{parts.DataSource}'");
    }

    /// <summary>Without the text.</summary>
    public override string ToString() => Place;

    private static void Append(ref string text, SqlConnectionStringBuilder parts, string name, string value)
    {
        if (!parts.ShouldSerialize(name))
        {
            text = $"{text.TrimEnd().TrimEnd(';')};{name}={value}";
        }
    }
}
