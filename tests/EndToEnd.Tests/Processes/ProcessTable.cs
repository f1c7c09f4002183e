using System.Globalization;
using System.Runtime.InteropServices;

namespace EventCluster.EndToEnd.Tests.Processes;

/// <summary>The machine's processes, as <c>/proc</c> shows them.</summary>
public static class ProcessTable
{
    private const int KillSignal = 9;

    // Fields of /proc/PID/stat behind the name in parentheses.
    private const int StateField = 0;
    private const int ParentField = 1;

    /// <summary>Processes that have this in their environment, the dead aside.</summary>
    /// <param name="variable"><c>NAME=value</c>.</param>
    public static IReadOnlyList<int> With(string variable) =>
        [.. All().Where(pid => Read(pid, "environ")?.Split('\0').Contains(variable) == true && IsAlive(pid))];

    /// <summary>Whether it runs, or is paused.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } stat && stat[StateField] is not ("Z" or "X");

    /// <summary>Whether it is paused by SIGSTOP.</summary>
    public static bool IsPaused(int pid) => Stat(pid) is { } stat && stat[StateField] == "T";

    /// <summary>The process that started it.</summary>
    public static int Parent(int pid) => int.Parse(Stat(pid)![ParentField], CultureInfo.InvariantCulture);

    /// <summary>Program and arguments, for messages.</summary>
    public static string Describe(int pid) => $"{pid}: {Read(pid, "cmdline")?.Replace('\0', ' ')}";

    /// <summary>Sends a signal; a process that is gone has had it.</summary>
    public static void Signal(int pid, PosixSignals signal) => _ = Kill(pid, (int)signal);

    /// <summary>Kills every process with this in its environment, until none is left.</summary>
    public static async Task EndAllAsync(string variable)
    {
        await Until.IsAsync($"every process with {variable} is gone", () =>
        {
            var left = With(variable);
            foreach (var pid in left)
            {
                _ = Kill(pid, KillSignal);
            }

            return left.Count == 0;
        });
    }

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static string[]? Stat(int pid) => Read(pid, "stat") is { Length: > 0 } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}

/// <summary>Signals by their Linux numbers.</summary>
public enum PosixSignals
{
    /// <summary>Ends a process without asking.</summary>
    Kill = 9,

    /// <summary>Asks a process to end.</summary>
    Terminate = 15,

    /// <summary>Lets a paused process go on.</summary>
    Continue = 18,

    /// <summary>Pauses a process without asking.</summary>
    Stop = 19,
}
