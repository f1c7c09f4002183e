namespace EventCluster.Shared.SqlServer;

/// <summary>The live SQL Server of a test run: the one that <c>EVENTCLUSTER_TEST_SQLSERVER</c> names, else one in a container that is started when the first test asks.</summary>
public static class LiveServer
{
    /// <summary>Environment variable with a connection string that may create databases.</summary>
    public const string Variable = "EVENTCLUSTER_TEST_SQLSERVER";

    private static readonly Lazy<Task<LiveServerFound>> s_found = new(FindAsync);

    /// <summary>Its connection string, or why there is none.</summary>
    public static Task<LiveServerFound> FoundAsync() => s_found.Value;

    private static async Task<LiveServerFound> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } given && !string.IsNullOrWhiteSpace(given))
        {
            return new(given, "");
        }

        var (container, lacking) = await SqlServerContainer.TryStartAsync();
        return new(container, $"needs a live SQL Server: set {Variable} to a connection string that may create databases, or let docker start one ({lacking})");
    }
}

/// <summary>What was found.</summary>
/// <param name="ConnectionString">Null where there is none.</param>
/// <param name="Lacking">What to do then.</param>
public sealed record LiveServerFound(string? ConnectionString, string Lacking);
