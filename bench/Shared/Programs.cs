using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EventCluster.Shared;

/// <summary>Real processes of the control plane and of workers, from the built output beside this program.</summary>
internal sealed class Programs : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(3);
    private readonly string _folder;
    private readonly Dictionary<string, Process> _running = [];
    private readonly Dictionary<string, Dictionary<string, string>> _workers = [];
    private readonly IReadOnlyDictionary<string, string> _settings;

    private Programs(string folder, string url, IReadOnlyDictionary<string, string> settings, HttpClient http) => (_folder, Url, _settings, Http) = (folder, url, settings, http);

    public string Url { get; }

    /// <summary>Speaks to the control plane as an administrator.</summary>
    public HttpClient Http { get; }

    public string JoinToken => File.ReadAllText(Path.Combine(_folder, "join.token")).Trim();

    /// <summary>Starts a control plane and waits until it decides.</summary>
    /// <param name="folder">Where its data goes.</param>
    /// <param name="profile">Timings.</param>
    /// <param name="settings">Settings of the control plane and of every worker.</param>
    public static async Task<Programs> StartAsync(string folder, string profile, IReadOnlyDictionary<string, string>? settings = null)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var programs = new Programs(folder, url, settings ?? new Dictionary<string, string>(), new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) });
        programs.Start("control-plane", "ControlPlane", new()
        {
            ["EventCluster__DataDirectory"] = folder, ["EventCluster__Urls"] = url, ["EventCluster__Cluster__Profile"] = profile, ["EventCluster__Instance"] = "bench",
        });
        var token = Path.Combine(folder, "admin.token");
        await UntilAsync(() => Task.FromResult(File.Exists(token) && File.ReadAllText(token).Trim().Length > 0), "the admin token");
        programs.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(token)).Trim());
        await UntilAsync(async () => (await programs.Http.GetAsync("/health/leader")).IsSuccessStatusCode, "a term");
        return programs;
    }

    public int Pid(string name) => _running[name].Id;

    /// <summary>Where a worker serves its health addresses.</summary>
    public string Listen(string worker) => _workers[worker]["EventCluster__Node__Listen"];

    public void StartWorker(string name)
    {
        _workers.TryAdd(name, new()
        {
            ["EventCluster__DataDirectory"] = Path.Combine(_folder, "nodes", name), ["EventCluster__Node__Name"] = name,
            ["EventCluster__Node__ControlPlanes"] = Url, ["EventCluster__Node__JoinTokenFile"] = Path.Combine(_folder, "join.token"),
            ["EventCluster__Node__Listen"] = $"http://127.0.0.1:{FreePort()}", ["EventCluster__Node__Service__Command"] = "sleep 1000000",
            ["EventCluster__Node__Product"] = "bench", ["EventCluster__Node__ProductVersion"] = "1.0",
        });
        Start(name, "NodeWorker", _workers[name]);
    }

    /// <summary>Starts another control plane instance on the same store, and waits until it serves; where it does.</summary>
    public async Task<string> StartInstanceAsync(string name)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        Start(name, "ControlPlane", new() { ["EventCluster__DataDirectory"] = _folder, ["EventCluster__Urls"] = url, ["EventCluster__Instance"] = name });
        await UntilAsync(async () => (await Http.GetAsync(url + "/health/ready")).IsSuccessStatusCode, name);
        return url;
    }

    /// <summary>Sends a signal: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>.</summary>
    public void Signal(string name, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Pid(name)}"]);
        kill.WaitForExit();
    }

    public void Kill(string name)
    {
        if (_running.Remove(name, out var process))
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not there yet, or too busy.
            }

            if (Stopwatch.GetElapsedTime(begun) > StartLimit)
            {
                throw new TimeoutException($"{what} did not come within {StartLimit.TotalSeconds} s.");
            }

            await Task.Delay(Glance);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys.ToArray())
        {
            Kill(name);
        }

        Http.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Start(string name, string program, Dictionary<string, string> settings)
    {
        var log = Path.Combine(_folder, name + ".log");
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"exec \"$0\" >>\"{log}\" 2>&1", Find(program) }, WorkingDirectory = _folder };
        foreach (var (key, value) in _settings.Concat(settings))
        {
            start.Environment[key] = value;
        }

        _running[name] = Process.Start(start)!;
    }

    private static string Find(string program) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", program, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "EventCluster." + program));
}
