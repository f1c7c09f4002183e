namespace EventCluster.NodeWorker.Guard;

/// <summary>Reads the status that <c>waitpid</c> gives.</summary>
public static class WaitStatus
{
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    /// <summary>Exit code of a process that ended by itself; null when a signal ended it.</summary>
    public static int? ExitCode(long status) => (status & 0x7F) == 0 ? (int)((status >> 8) & 0xFF) : null;

    /// <summary>True when <c>setpriv</c> could not run the command: its exit codes 126 and 127.</summary>
    public static bool IsNotStarted(long status) => ExitCode(status) is NotExecutable or NotFound;

    /// <summary>For people.</summary>
    public static string Describe(long status) => ExitCode(status) switch
    {
        NotFound => "ended with exit code 127: the command was not found",
        NotExecutable => "ended with exit code 126: the command is not executable",
        { } code => $"ended with exit code {code}",
        null => $"was ended by signal {status & 0x7F}",
    };
}
