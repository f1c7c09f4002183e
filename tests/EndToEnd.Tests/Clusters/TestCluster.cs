using EventCluster.Contracts.Cluster;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>A whole cluster of real processes on this machine, in a folder of its own. Nothing of it outlives the test.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    /// <summary>The encryption key of every cluster of the tests.</summary>
    public const string Key = "a key that only tests use";

    private static readonly HttpClient s_http = new();
    private readonly Dictionary<string, int> _ports = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("eventcluster-").FullName;
    private readonly string _mark;
    private readonly ClusterOptions _options;

    /// <summary>Prepares it; nothing is started yet.</summary>
    public TestCluster(ClusterOptions options)
    {
        _options = options;
        _mark = $"EVENTCLUSTER_FIXTURE={Path.GetFileName(_folder)}";
        Addresses = [.. Enumerable.Range(0, options.ControlPlanes).Select(_ => new Uri($"http://127.0.0.1:{FreePorts.Next()}"))];
        Directory.CreateDirectory(Path.GetDirectoryName(JournalPath)!);
        ControlPlanes = [.. Addresses.Select((address, index) => NewControlPlane(index == 0 ? "control-plane" : $"control-plane-{index + 1}", address))];
        Client = new(Addresses, AdminToken);
        Journal = new(JournalPath);
        JobJournal = new(JobJournalPath);
        Workers = Enumerable.Range(0, options.Nodes).Select(index => $"node-{(char)('a' + index)}").ToDictionary(name => name, name => NewWorker(name, settings: options.Worker(name, Address)));
    }

    /// <summary>Where the instances of the control plane serve.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Where the control plane serves; its first instance.</summary>
    public Uri Address => Addresses[0];

    /// <summary>The database of the control plane.</summary>
    public string DatabasePath => Path.Combine(_folder, "eventcluster.db");

    /// <summary>The instances of the control plane.</summary>
    public IReadOnlyList<RunningProgram> ControlPlanes { get; }

    /// <summary>The control plane; its first instance.</summary>
    public RunningProgram ControlPlane => ControlPlanes[0];

    /// <summary>The workers by name.</summary>
    public IReadOnlyDictionary<string, RunningProgram> Workers { get; }

    /// <summary>Speaks with the control plane.</summary>
    public ClusterClient Client { get; }

    /// <summary>What the service wrote.</summary>
    public Journal Journal { get; }

    /// <summary>What the action <c>journal</c> wrote, which every worker offers.</summary>
    public JobJournal JobJournal { get; }

    /// <summary>The token of an administrator, once it is there.</summary>
    public string AdminToken() => File.ReadAllText(Path.Combine(_folder, "admin.token")).Trim();

    private string JobJournalPath => Path.Combine(_folder, "sample", "jobs.jsonl");

    private string JoinTokenPath => Path.Combine(_folder, "join.token");

    private string JournalPath => Path.Combine(_folder, "sample", "journal.jsonl");

    /// <summary>Starts everything, unless the control plane runs already, and waits until all nodes are healthy and one runs the service.</summary>
    public async Task StartAsync()
    {
        if (!ControlPlane.IsRunning)
        {
            ControlPlane.Start();
        }

        await Until.IsAsync("the join token is there", () => File.Exists(JoinTokenPath));
        foreach (var other in ControlPlanes.Skip(1))
        {
            other.Start();
        }

        foreach (var worker in Workers.Values)
        {
            worker.Start();
        }

        await IsWholeAsync();
    }

    /// <summary>What each process has written so far, by the log's name.</summary>
    public IEnumerable<(string Name, string Text)> Logs() =>
        Directory.EnumerateFiles(_folder, "*.log").Order().Select(log => (Path.GetFileName(log), File.ReadAllText(log)));

    /// <summary>Waits until every worker that runs is healthy and one of them runs the service, which has written.</summary>
    public Task<ClusterStatus> IsWholeAsync() => ServesAsync(
        "all healthy and one active",
        status => Workers.Where(worker => worker.Value.IsRunning).All(worker => status.Nodes.Any(node => node.Name == worker.Key && node.State == NodeLifecycle.Healthy)));

    /// <summary>Waits until the service runs with a later epoch than this and has written.</summary>
    public Task<ClusterStatus> IsActiveAfterAsync(long epoch) => ServesAsync($"an epoch after {epoch} runs", status => status.Active!.Epoch > epoch);

    /// <summary>Waits until a node is in a state.</summary>
    public Task<ClusterStatus> NodeIsAsync(string node, NodeLifecycle state) =>
        ReachesAsync($"{node} is {state}", status => status.Nodes.Any(n => n.Name == node && n.State == state));

    /// <summary>Waits until the status is as wanted.</summary>
    public async Task<ClusterStatus> ReachesAsync(string what, Func<ClusterStatus, bool> isReached)
    {
        ClusterStatus? last = null;
        try
        {
            return await Until.HasAsync(what, async () => (last = await Client.TryStatusAsync() ?? last) is { } status && isReached(status) ? status : null);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; last seen: {last?.ToString() ?? "no answer"}, nodes {string.Join(", ", last?.Nodes.Select(n => $"{n.Name} {n.State}") ?? [])}", e);
        }
    }

    /// <summary>Waits until the service of an epoch, or of a later one, has written; its newest line.</summary>
    public Task<JournalLine> WritesAsync(long epoch) =>
        Until.HasAsync($"epoch {epoch} writes", () => Task.FromResult(Journal.Last() is { } line && line.Epoch >= epoch ? line : null));

    // A service that runs has not yet opened its journal: a test that kills or reads at once would find nothing.
    private async Task<ClusterStatus> ServesAsync(string what, Func<ClusterStatus, bool> isReached)
    {
        var status = await ReachesAsync(what, status => status.Active is { ServiceRunning: true } && isReached(status));
        await WritesAsync(status.Active!.Epoch);
        return status;
    }

    /// <summary>Another worker, to be started by the test: of a known name (with a data folder of its own), or with other settings.</summary>
    public RunningProgram NewWorker(string name, string? folder = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var port = _ports[folder ?? name] = FreePorts.Next();
        Dictionary<string, string> variables = new()
        {
            ["EventCluster__Node__Name"] = name,
            ["EventCluster__Node__ControlPlanes"] = string.Join(',', Addresses),
            ["EventCluster__Node__Listen"] = $"http://127.0.0.1:{port}",
            ["EventCluster__Node__JoinTokenFile"] = JoinTokenPath,
            ["EventCluster__Node__Service__Command"] = _options.Service ?? BuiltPrograms.SampleService,
            ["EventCluster__Node__Actions__journal__Command"] = $"'{BuiltPrograms.JournalAction}' '{JobJournalPath}'",
            ["EventCluster__DataDirectory"] = Path.Combine(_folder, "nodes", folder ?? name),
            ["SAMPLE_JOURNAL"] = JournalPath,
            ["SAMPLE_PORT"] = "0",
        };
        return Program(folder ?? name, BuiltPrograms.NodeWorker, With(settings ?? new Dictionary<string, string>(), variables));
    }

    /// <summary>The instance that holds the term.</summary>
    public async Task<RunningProgram> HolderAsync()
    {
        var holder = (await ReachesAsync("somebody holds the term", status => status.Scheduler is not null)).Scheduler!.Instance;
        return ControlPlanes.Single(instance => instance.Name == holder);
    }

    /// <summary>What a worker counts, as Prometheus text.</summary>
    public Task<string> WorkerMetricsAsync(string node) => s_http.GetStringAsync($"http://127.0.0.1:{_ports[node]}/metrics", TestContext.Current.CancellationToken);

    /// <summary>The worker's own word on what it is.</summary>
    public Task<string> WorkerStatusAsync(string node) => s_http.GetStringAsync($"http://127.0.0.1:{_ports[node]}/status", TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ProcessTable.EndAllAsync(_mark);
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private RunningProgram NewControlPlane(string name, Uri address) => Program(name, BuiltPrograms.ControlPlane, With(_options.Instance(name), With(_options.ControlPlane, new()
    {
        ["EventCluster__Instance"] = name,
        ["EventCluster__Urls"] = address.ToString(),
        ["EventCluster__DataDirectory"] = _folder,
        ["EventCluster__Cluster__Profile"] = _options.Profile,
    })));

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> more, Dictionary<string, string> variables)
    {
        foreach (var (variable, value) in more)
        {
            variables[variable] = value;
        }

        return variables;
    }

    private RunningProgram Program(string name, string program, Dictionary<string, string> variables)
    {
        variables["EventCluster__EncryptionKey"] = Key;
        variables[_mark.Split('=')[0]] = _mark.Split('=')[1];
        return new(name, program, variables, Path.Combine(_folder, $"{name}.log"));
    }
}
