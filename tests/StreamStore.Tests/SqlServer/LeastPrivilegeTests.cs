using System.Text.RegularExpressions;
using EventCluster.Shared.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>The script of docs/sql-server.md gives an account all that the store needs once its tables are there.</summary>
[Collection(LiveTests.Name)]
public sealed partial class LeastPrivilegeTests(LiveDatabase live)
{
    private const string Login = "eventcluster";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public void Given_the_script_When_compiled_against_the_schema_Then_every_name_is_found() =>
        StatementModel.Faults(new Dictionary<string, string>(), $"CREATE LOGIN {Login} WITH PASSWORD = 'Only-a-model-1';\n{Script()}").ShouldBeEmpty();

    [Fact]
    public async Task Given_an_account_with_no_more_than_the_script_gives_When_it_uses_the_store_Then_everything_works_but_the_tables_stay()
    {
        await using (var owner = await live.OpenAsync(options => options))
        {
            await owner.CheckAsync(Ended);
        }

        var (name, password) = ($"test_{Guid.NewGuid():N}"[..20], $"Pw-{Guid.NewGuid():N}");
        await live.RunAsync($"CREATE LOGIN {name} WITH PASSWORD = '{password}'");
        try
        {
            var refused = await GrantAsync(name);
            var account = new SqlConnectionStringBuilder(live.ConnectionString) { UserID = name, Password = password, Pooling = false }.ConnectionString;
            Assert.SkipWhen(refused is not null && !await SeesTypesAsync(account), $"needs a server on which rights on types can be granted; this one refused '{refused}'");
            await UseAsync(account);
            (await Should.ThrowAsync<SqlException>(SqlServerDatabase.RunAsync(account, "DROP TABLE dbo.Messages"))).ShouldNotBeNull();
        }
        finally
        {
            await live.EmptyAsync();
            await live.RunAsync($"DROP USER {name}");
            await live.RunAsync($"DROP LOGIN {name}");
        }
    }

    /// <summary>Runs the script; the statement that this server does not know, if any.</summary>
    private async Task<string?> GrantAsync(string name)
    {
        string? unknown = null;
        foreach (var statement in StatementModel.Split(Script().Replace(Login, name, StringComparison.Ordinal)))
        {
            try
            {
                await live.RunAsync(statement);
            }
            catch (SqlException) when (statement.Contains("ON TYPE::", StringComparison.Ordinal))
            {
                unknown = statement.Trim();
            }
        }

        return unknown;
    }

    private static async Task<bool> SeesTypesAsync(string account)
    {
        await using SqlConnection connection = new(account);
        await connection.OpenAsync(Ended);
        await using SqlCommand command = new("SELECT COUNT(TYPE_ID(N'dbo.EventClusterAppends'))", connection);
        return (int)(await command.ExecuteScalarAsync(Ended))! == 1;
    }

    private async Task UseAsync(string account)
    {
        await using var store = await live.OpenAsync(options => options with { ConnectionString = account, CreateTables = false }, empty: false);
        await store.AppendAsync("orders", ExpectedVersion.NoStream, TestEvents.Many(1), Ended);
        await store.AppendAsync("orders", ExpectedVersion.At(0), TestEvents.Many(4), Ended);
        await store.SetRetentionAsync("orders", new Retention(MaxCount: 2), Ended);
        (await store.TrimAsync("orders", DateTime.UtcNow, Ended)).ShouldBe(3);
        (await store.ReadAllAsync(cancellation: Ended).ToListAsync(Ended)).Count.ShouldBe(2);
    }

    private static string Script()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EventCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder).ShouldNotBeNull();
        }

        var script = ScriptBlock().Match(File.ReadAllText(Path.Combine(folder, "docs", "sql-server.md")));
        script.Success.ShouldBeTrue();
        return script.Groups[1].Value;
    }

    [GeneratedRegex(@"## Least privilege.*?```sql\n(.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptBlock();
}
