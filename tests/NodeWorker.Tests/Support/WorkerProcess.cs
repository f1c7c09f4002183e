using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>A real worker process on a port that the system chooses.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly List<string> _lines = [];

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal int Pid => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal int ExitCode => _process.ExitCode;

    internal string Log
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    internal static WorkerProcess Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "EventCluster.NodeWorker"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.ArgumentList.Add($"--EventCluster:{name}={value}");
        }

        return new(Process.Start(start)!);
    }

    /// <summary>A node with a command, speaking to the fake.</summary>
    internal static WorkerProcess Start(FakeControlPlane fake, TemporaryFolder folder, string command, params (string Name, string Value)[] more) => Start(
    [
        ("Node:Name", "node-a"), ("Node:JoinToken", "join-token"), ("Node:ControlPlanes", fake.Address.ToString()), ("Node:Listen", "http://127.0.0.1:0"),
        ("DataDirectory", folder["data"]), ("Node:Service:Command", command), .. more,
    ]);

    internal Task Ended() => Eventually.Holds(() => _process.HasExited, "the worker's end");

    internal async Task<JsonElement> Status(FakeControlPlane fake) =>
        await _client.GetFromJsonAsync<JsonElement>(fake.Joins[^1].Address + "/status", CancellationToken.None);

    internal async Task<HttpResponseMessage> Get(FakeControlPlane fake, string path) =>
        await _client.GetAsync(fake.Joins[^1].Address + path, CancellationToken.None);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // A paused one must see its end too.
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _client.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_lines)
        {
            _lines.Add(line ?? "");
        }
    }
}
