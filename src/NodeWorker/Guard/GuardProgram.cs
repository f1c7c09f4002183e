using System.Diagnostics;

namespace EventCluster.NodeWorker.Guard;

/// <summary>How to start a guard: this very program in another mode.</summary>
/// <param name="SetPriv">Full path of <c>setpriv</c>.</param>
/// <param name="LockFile">The file that every guard of this worker holds locked.</param>
public sealed record GuardProgram(string SetPriv, string LockFile)
{
    private const string Name = "EventCluster.NodeWorker";

    /// <summary>What starts it. Secrets of the worker are not handed on, and the runtime is kept small.</summary>
    public ProcessStartInfo ToStartInfo()
    {
        var program = Find();
        var start = new ProcessStartInfo(program[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in program[1..].Concat([GuardMain.Mode, SetPriv, LockFile]))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(IsSecret).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    /// <summary>True for variables that no child of the worker needs.</summary>
    public static bool IsSecret(string variable) => variable.StartsWith("EventCluster__Node__JoinToken", StringComparison.OrdinalIgnoreCase);

    private static string[] Find()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileName(own) == Name)
        {
            return [own];
        }

        var host = Path.Combine(AppContext.BaseDirectory, Name);
        return File.Exists(host) ? [host] : ["dotnet", Path.Combine(AppContext.BaseDirectory, Name + ".dll")];
    }
}
