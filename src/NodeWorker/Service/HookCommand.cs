using System.Diagnostics;
using System.Text;

namespace EventCluster.NodeWorker.Service;

/// <summary>Runs a hook from the worker itself, with a time limit.</summary>
public static class HookCommand
{
    private const int LongestOutput = 500;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it and waits.</summary>
    /// <returns>Null when it ended with 0, otherwise what went wrong.</returns>
    public static async Task<string?> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeSpan limit)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            var output = new StringBuilder();
            var drained = Task.WhenAll(DrainAsync(process.StandardOutput, output), DrainAsync(process.StandardError, output));
            try
            {
                return await EndAsync(process, limit) switch
                {
                    0 => null,
                    null => $"'{command[0]}' did not end within {limit}; make it faster.",
                    var code => $"'{command[0]}' ended with exit code {code}: {await TextAsync(drained, output)}".TrimEnd(' ', ':'),
                };
            }
            finally
            {
                _ = drained.ContinueWith(_ => process.Dispose(), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return $"'{command[0]}' cannot be run: {e.Message}";
        }
    }

    /// <summary>The exit code; null when it had to be killed. The framework's own waiting would wait for the pipes as well.</summary>
    private static async Task<int?> EndAsync(Process process, TimeSpan limit)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult();
        process.EnableRaisingEvents = true;
        using var limited = new CancellationTokenSource(limit);
        try
        {
            await ended.Task.WaitAsync(limited.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }

    // A service that a hook leaves in the background may keep the pipe open, so its end is not waited for, but it is emptied as long as it is there.
    private static async Task DrainAsync(StreamReader reader, StringBuilder output)
    {
        var buffer = new char[LongestOutput];
        while (await reader.ReadAsync(buffer) is var count and > 0)
        {
            lock (output)
            {
                output.Append(buffer, 0, Math.Min(count, LongestOutput - output.Length));
            }
        }
    }

    private static async Task<string> TextAsync(Task drained, StringBuilder output)
    {
        await Task.WhenAny(drained, Task.Delay(OutputGrace, CancellationToken.None));
        lock (output)
        {
            return output.ToString().Trim();
        }
    }
}
