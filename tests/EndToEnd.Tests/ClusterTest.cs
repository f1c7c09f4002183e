using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests;

/// <summary>A test with a cluster of its own. When it fails, the end of each process's log stands in its output, the whole in its attachments.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private const int LinesShown = 40;
    private TestCluster? _cluster;

    /// <summary>The cluster that was started.</summary>
    protected TestCluster Cluster => _cluster ?? throw new InvalidOperationException("No cluster was started.");

    /// <summary>Speaks with its control plane.</summary>
    protected ClusterClient Client => Cluster.Client;

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
        _cluster = new(options ?? new());
        await _cluster.StartAsync();
    }

    private static void ShowLogs(TestCluster cluster)
    {
        foreach (var (name, text) in cluster.Logs())
        {
            TestContext.Current.AddAttachment(name, text);
            TestContext.Current.TestOutputHelper?.WriteLine($"--- {name}, its end\n{string.Join('\n', text.Split('\n').TakeLast(LinesShown))}");
        }
    }
}
