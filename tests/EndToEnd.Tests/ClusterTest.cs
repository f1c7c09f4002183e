using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests;

/// <summary>A test with a cluster of its own. When it fails, the end of each process's log stands in its output, the whole in its attachments.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private const int LinesShown = 40;
    private TestCluster? _cluster;
    private SqlServerDatabase? _database;

    /// <summary>The cluster that was started.</summary>
    protected TestCluster Cluster => _cluster ?? throw new InvalidOperationException("No cluster was started.");

    /// <summary>Speaks with its control plane.</summary>
    protected ClusterClient Client => Cluster.Client;

    /// <summary>The database on SQL Server, where the cluster has one.</summary>
    protected SqlServerDatabase Database => _database ?? throw new InvalidOperationException("This cluster is on SQLite.");

    /// <summary>Whether the history is kept in a database of its own on the live SQL Server; else on SQLite. Without a server the test is skipped.</summary>
    protected virtual bool OnSqlServer => false;

    /// <summary>The shortest timings that the store bears, for tests about lost leases.</summary>
    protected string ShortTimings => OnSqlServer ? "balanced" : "fast";

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_cluster is not null)
        {
            await EndAsync(_cluster);
        }

        await CleanUpAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>What a test has besides its cluster ends here.</summary>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private static async Task EndAsync(TestCluster cluster)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            ShowLogs(cluster);
        }

        await cluster.DisposeAsync();
    }

    /// <summary>Starts the cluster and waits until it is whole.</summary>
    protected async Task StartAsync(ClusterOptions? options = null)
    {
        await PrepareAsync(options);
        await Cluster.StartAsync();
    }

    /// <summary>Prepares the cluster, and starts nothing yet.</summary>
    protected async Task PrepareAsync(ClusterOptions? options = null)
    {
        options ??= new();
        if (OnSqlServer)
        {
            _database = await SqlServerDatabase.CreateAsync();
            options = options with { ControlPlane = new Dictionary<string, string>(StoreOf(_database).Concat(options.ControlPlane)) };
        }

        _cluster = new(options);
    }

    /// <summary>Settings of a store in this database.</summary>
    protected virtual IReadOnlyDictionary<string, string> StoreOf(SqlServerDatabase database) => new Dictionary<string, string>
    {
        ["EventCluster__Store__Provider"] = "SqlServer",
        ["EventCluster__Store__ConnectionString"] = database.ConnectionString,
    };

    private static void ShowLogs(TestCluster cluster)
    {
        foreach (var (name, text) in cluster.Logs())
        {
            TestContext.Current.AddAttachment(name, text);
            TestContext.Current.TestOutputHelper?.WriteLine($"--- {name}, its end\n{string.Join('\n', text.Split('\n').TakeLast(LinesShown))}");
        }
    }
}
