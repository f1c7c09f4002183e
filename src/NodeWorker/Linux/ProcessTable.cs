using System.Globalization;

namespace EventCluster.NodeWorker.Linux;

/// <summary>A process by its id and its start time, which together are never given twice while the machine runs.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Start time in clock ticks since boot, field 22 of <c>/proc/PID/stat</c>.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks);

/// <summary>What <c>/proc</c> says of processes.</summary>
public static class ProcessTable
{
    // Fields of /proc/PID/stat behind the name in parentheses.
    private const int StateField = 0;
    private const int GroupField = 2;
    private const int StartField = 19;

    /// <summary>Identity of a process that runs; null when there is none, or only its remains.</summary>
    public static ProcessIdentity? Identify(int pid) =>
        Stat(pid) is { } stat && IsAlive(stat) ? new(pid, long.Parse(stat[StartField], CultureInfo.InvariantCulture)) : null;

    /// <summary>True while that very process runs.</summary>
    public static bool IsAlive(ProcessIdentity process) => Identify(process.Pid) == process;

    /// <summary>The running processes of a group.</summary>
    public static IEnumerable<int> Group(int group) =>
        All().Where(pid => Stat(pid) is { } stat && IsAlive(stat) && stat[GroupField] == group.ToString(CultureInfo.InvariantCulture));

    /// <summary>The running processes that were started with a variable in their environment, as far as this user may see it.</summary>
    /// <param name="variable"><c>NAME=value</c>.</param>
    public static IEnumerable<int> WithVariable(string variable) =>
        All().Where(pid => pid != Environment.ProcessId && Read(pid, "environ")?.Split('\0').Contains(variable) == true && Stat(pid) is { } stat && IsAlive(stat));

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static bool IsAlive(string[] stat) => stat[StateField] is not ("Z" or "X");

    private static string[]? Stat(int pid)
    {
        var text = Read(pid, "stat");
        return text is { Length: > 0 } ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;
    }

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
}
