using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>A way to take the database away from a cluster, and to give it back.</summary>
internal interface IOutage : IAsyncDisposable
{
    /// <summary>How the cluster is to reach the database.</summary>
    string ConnectionString(SqlServerDatabase database);

    /// <summary>Takes it away.</summary>
    Task BeginAsync();

    /// <summary>Gives it back.</summary>
    Task EndAsync();
}
