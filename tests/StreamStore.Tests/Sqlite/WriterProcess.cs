using System.Diagnostics;

namespace EventCluster.StreamStore.Tests.Sqlite;

/// <summary>A process of its own that writes to a store.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly TaskCompletionSource firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource lastLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WriterProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, received) => Receive(received.Data);
        process.Start();
        process.BeginOutputReadLine();
    }

    /// <summary>Done when it printed for the first time.</summary>
    public Task FirstLine => firstLine.Task;

    public static WriterProcess Start(string mode, string path)
    {
        var program = System.IO.Path.Combine(AppContext.BaseDirectory, "EventCluster.StreamStore.Tests.Writer.dll");
        return new WriterProcess(new Process
        {
            StartInfo = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, mode, path])
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            },
        });
    }

    /// <summary>Ends it with SIGKILL and gives all that it had printed.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await lastLine.Task;
        return lines;
    }

    /// <summary>Lets it end by itself.</summary>
    public async Task ReleaseAsync()
    {
        await process.StandardInput.WriteLineAsync();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            lastLine.TrySetResult();
            firstLine.TrySetException(new InvalidOperationException("The writer ended before it printed anything."));
        }
        else
        {
            lines.Add(line);
            firstLine.TrySetResult();
        }
    }
}
