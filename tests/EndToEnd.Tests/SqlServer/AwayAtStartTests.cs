using System.Net;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared;
using EventCluster.Shared.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>A control plane starts while its database cannot be used.</summary>
public sealed class AwayAtStartTests : ClusterTest
{
    private TcpProxy? _proxy;
    private bool _wrongPassword;

    /// <inheritdoc/>
    protected override bool OnSqlServer => true;

    [Fact]
    public async Task Given_the_database_away_When_a_control_plane_starts_Then_it_says_so_is_not_ready_and_goes_on_by_itself()
    {
        await PrepareAsync(new() { Nodes = 1 });
        _proxy!.Cut();

        Cluster.ControlPlane.Start();
        await Until.IsAsync("it says what is missing", () => Cluster.ControlPlane.Output.Contains("cannot be reached", StringComparison.Ordinal));
        await HealthIsAsync("live", HttpStatusCode.OK);
        await HealthIsAsync("ready", HttpStatusCode.ServiceUnavailable);
        _proxy.Restore();

        await HealthIsAsync("ready", HttpStatusCode.OK);
        await Cluster.StartAsync();
    }

    [Fact]
    public async Task Given_a_wrong_password_When_a_control_plane_starts_Then_it_names_the_database_and_the_remedy_and_no_secret()
    {
        _wrongPassword = true;
        await PrepareAsync(new() { Nodes = 1 });

        Cluster.ControlPlane.Start();

        await Until.IsAsync("it says what is the matter", () => Cluster.ControlPlane.Output.Contains("Look at its sign-in and its permissions", StringComparison.Ordinal));
        await HealthIsAsync("ready", HttpStatusCode.ServiceUnavailable);
        Cluster.ControlPlane.Output.ShouldContain(new SqlConnectionStringBuilder(Database.ConnectionString).InitialCatalog);
        Cluster.ControlPlane.Output.ShouldNotContain("not-the-word");
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> StoreOf(SqlServerDatabase database)
    {
        _proxy = TcpProxy.To(database.Address.Host, database.Address.Port);
        SqlConnectionStringBuilder through = new(database.Through(_proxy.Port));
        if (_wrongPassword)
        {
            Assert.SkipWhen(through.Password.Length == 0, $"needs an account with a password in {LiveServer.Variable}");
            through.Password = "not-the-word";
        }

        return new Dictionary<string, string>(base.StoreOf(database)) { ["EventCluster__Store__ConnectionString"] = through.ConnectionString };
    }

    /// <inheritdoc/>
    protected override ValueTask CleanUpAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HealthIsAsync(string which, HttpStatusCode code)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
        await Until.IsAsync($"/health/{which} answers {code}", async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Cluster.Address, $"/health/{which}"), TestContext.Current.CancellationToken);
                return answer.StatusCode == code;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
