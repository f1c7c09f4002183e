using System.Globalization;
using Microsoft.Data.SqlClient;

namespace EventCluster.Shared.SqlServer;

/// <summary>A database of a test's own on the live server, dropped at its end.</summary>
public sealed class SqlServerDatabase : IAsyncDisposable
{
    private const int DropsMax = 30;
    private readonly string _server;
    private readonly string _name = $"eventcluster_test_{Guid.NewGuid():N}"[..30];

    private SqlServerDatabase(string server) => _server = server;

    /// <summary>How to reach it.</summary>
    public string ConnectionString => To(_name);

    /// <summary>Where the server listens. A test that asks for it is skipped where only the name of an instance is known.</summary>
    public (string Host, int Port) Address
    {
        get
        {
            var parts = new SqlConnectionStringBuilder(_server).DataSource.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
            Assert.SkipWhen(parts[0].Contains('\\', StringComparison.Ordinal), $"needs the port of the live SQL Server in {LiveServer.Variable}, not the name of an instance");
            return (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1433);
        }
    }

    /// <summary>Makes one. Without a live server the test that asks is skipped.</summary>
    public static async Task<SqlServerDatabase> CreateAsync()
    {
        var found = await LiveServer.FoundAsync();
        Assert.SkipWhen(found.ConnectionString is null, found.Lacking);
        SqlServerDatabase database = new(found.ConnectionString!);
        await RunAsync(database.To("master"), $"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>How to reach it behind another port of this machine.</summary>
    public string Through(int port) => new SqlConnectionStringBuilder(ConnectionString) { DataSource = $"127.0.0.1,{port}" }.ConnectionString;

    /// <summary>Runs a statement in it.</summary>
    public Task RunAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>The first number of an answer.</summary>
    public async Task<int> CountAsync(string sql)
    {
        await using SqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a statement.</summary>
    public static async Task RunAsync(string connectionString, string sql)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        for (var tried = 1; ; tried++)
        {
            try
            {
                await RunAsync(To("master"), $"DROP DATABASE {_name}");
                return;
            }
            catch (SqlException) when (tried < DropsMax)
            {
                // A server may take a moment to notice that a killed process has left.
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private string To(string database) => new SqlConnectionStringBuilder(_server) { InitialCatalog = database }.ConnectionString;
}
