using System.Diagnostics;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>The server itself is killed and started again, by commands that the environment names.</summary>
internal sealed class KilledServer : IOutage
{
    private const string Kill = $"{LiveServer.Variable}_KILL";
    private const string Start = $"{LiveServer.Variable}_START";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private bool _isAway;

    private KilledServer()
    {
    }

    /// <summary>With the commands of the environment. Without, the test that asks is skipped.</summary>
    public static KilledServer OfEnvironment()
    {
        foreach (var variable in (string[])[LiveServer.Variable, Kill, Start])
        {
            Assert.SkipWhen(string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable)), $"needs a live SQL Server that may be killed: set {Kill} and {Start} to commands that kill and start the one of {LiveServer.Variable}");
        }

        return new();
    }

    /// <inheritdoc/>
    public string ConnectionString(SqlServerDatabase database) => database.ConnectionString;

    /// <inheritdoc/>
    public async Task BeginAsync()
    {
        _isAway = true;
        await RunAsync(Kill);
    }

    /// <inheritdoc/>
    public async Task EndAsync()
    {
        await RunAsync(Start);
        _isAway = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isAway)
        {
            await EndAsync();
        }
    }

    private static async Task RunAsync(string variable)
    {
        using var process = Process.Start("/bin/sh", ["-c", Environment.GetEnvironmentVariable(variable)!]);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Limit, CancellationToken.None);
        process.ExitCode.ShouldBe(0, variable);
    }
}
