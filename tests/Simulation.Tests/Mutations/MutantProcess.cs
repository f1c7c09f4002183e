using System.Diagnostics;

namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>A process of the mutated program. It is asked one thing after the other, so that it is warm after the first; one that does not answer is ended, and the next question goes to a new one.</summary>
public sealed class MutantProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private Process? _process;

    /// <inheritdoc/>
    public void Dispose() => End();

    /// <summary>What is seen; see <see cref="MutantRun.Serve"/>.</summary>
    internal async Task<string> AskAsync(string question)
    {
        var process = _process ??= Start(await MutatedProgram.PathAsync());
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await process.StandardInput.WriteLineAsync(question.AsMemory(), limit.Token);
            await process.StandardInput.FlushAsync(limit.Token);
            if (await process.StandardOutput.ReadLineAsync(limit.Token) is { } answer)
            {
                return answer;
            }

            End();
            return "the process has ended";
        }
        catch (OperationCanceledException)
        {
            End();
            return $"no answer within {Limit}";
        }
    }

    private static Process Start(string path) => Process.Start(new ProcessStartInfo(path, "mutants") { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private void End()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }
}
