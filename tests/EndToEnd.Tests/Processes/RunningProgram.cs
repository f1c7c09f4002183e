using System.Diagnostics;

namespace EventCluster.EndToEnd.Tests.Processes;

/// <summary>A program with its settings in the environment and its output in a file. It can be started again.</summary>
/// <param name="name">For messages and the log's name.</param>
/// <param name="program">Full path.</param>
/// <param name="variables">Its settings.</param>
/// <param name="log">File to which its output is appended.</param>
public sealed class RunningProgram(string name, string program, IReadOnlyDictionary<string, string> variables, string log)
{
    private Process? _process;

    /// <summary>For messages.</summary>
    public string Name => name;

    /// <summary>Process id of the last start.</summary>
    public int Pid => Process.Id;

    /// <summary>Whether it runs now.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it has written.</summary>
    public string Output => File.Exists(log) ? File.ReadAllText(log) : "";

    private Process Process => _process ?? throw new InvalidOperationException($"{name} was not started.");

    /// <summary>Starts it, with arguments where it takes any.</summary>
    public void Start(params string[] arguments)
    {
        IsRunning.ShouldBeFalse($"{name} runs already");
        _process?.Dispose();
        ProcessStartInfo start = new("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", log, program, .. arguments]) { UseShellExecute = false };
        foreach (var (variable, value) in variables)
        {
            start.Environment[variable] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>Sends a signal to it alone.</summary>
    public void Signal(PosixSignals signal) => ProcessTable.Signal(Pid, signal);

    /// <summary>Ends it without asking, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Signal(PosixSignals.Kill);
        await ExitAsync();
    }

    /// <summary>Asks it to end, and waits until it has; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal(PosixSignals.Terminate);
        return await ExitAsync();
    }

    /// <summary>Waits until it has ended; its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await Until.IsAsync($"{name} has ended", () => Process.HasExited);
        return Process.ExitCode;
    }
}
