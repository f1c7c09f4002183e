using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace EventCluster.Shared.SqlServer;

/// <summary>Microsoft's image of SQL Server (Developer edition, for tests only) under the <c>docker</c> of this machine. It ends with this process, or by itself after an hour.</summary>
public static class SqlServerContainer
{
    private const string Image = "mcr.microsoft.com/mssql/server:2022-latest";
    private const string LifeSeconds = "3600";
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PullLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>Starts one and waits until it answers; its connection string, or why there is none.</summary>
    public static async Task<(string? ConnectionString, string Lacking)> TryStartAsync()
    {
        var version = await DockerAsync(AskLimit, "version", "--format", "{{.Server.Version}}");
        if (version.Code != 0)
        {
            return (null, version.LastLine);
        }

        var password = $"Pw-{Guid.NewGuid():N}";
        var run = await DockerAsync(
            PullLimit, "run", "--detach", "--rm", "--env", "ACCEPT_EULA=Y", "--env", $"MSSQL_SA_PASSWORD={password}", "--publish", "127.0.0.1::1433",
            "--entrypoint", "timeout", Image, LifeSeconds, "/opt/mssql/bin/sqlservr");
        if (run.Code != 0)
        {
            return (null, $"{Image} could not be started: {run.LastLine}");
        }

        var id = run.Output.Trim();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Start("rm", "--force", id).WaitForExit(AskLimit);
        var port = await DockerAsync(AskLimit, "port", id, "1433/tcp");
        var connectionString = new SqlConnectionStringBuilder
        {
            DataSource = $"127.0.0.1,{port.Output.Split('\n')[0].Split(':')[^1].Trim()}", UserID = "sa", Password = password, TrustServerCertificate = true, ConnectTimeout = 5,
        }.ConnectionString;
        return await AnswersAsync(connectionString) ? (connectionString, "") : (null, $"{Image} did not answer within {StartLimit}");
    }

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < StartLimit;)
        {
            try
            {
                await using SqlConnection connection = new(connectionString);
                await connection.OpenAsync();
                return true;
            }
            catch (SqlException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }

        return false;
    }

    private static async Task<(int Code, string Output, string LastLine)> DockerAsync(TimeSpan limit, params string[] arguments)
    {
        try
        {
            using var process = Start(arguments);
            using CancellationTokenSource late = new(limit);
            try
            {
                var (output, errors) = (process.StandardOutput.ReadToEndAsync(late.Token), process.StandardError.ReadToEndAsync(late.Token));
                await process.WaitForExitAsync(late.Token);
                return (process.ExitCode, await output, (await errors).Trim().Split('\n')[^1]);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, "", $"docker {arguments[0]} did not end within {limit}");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "the command docker is not installed");
        }
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
