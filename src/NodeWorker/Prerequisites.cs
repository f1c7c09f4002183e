using EventCluster.Hosting;

namespace EventCluster.NodeWorker;

/// <summary>What the machine must have.</summary>
public static class Prerequisites
{
    private const string SetPriv = "setpriv";

    /// <summary>Full path of <c>setpriv</c>, which ties the life of services and actions to their guard's.</summary>
    /// <exception cref="SettingException">The machine has it not, or is no Linux.</exception>
    /// <param name="searchPath">Folders to look in first.</param>
    /// <param name="setting">The setting that makes it needed.</param>
    public static string FindSetPriv(string? searchPath, string setting = "Node:Roles")
    {
        var found = OperatingSystem.IsLinux()
            ? (searchPath ?? "").Split(':').Concat(["/usr/bin", "/bin"]).Where(folder => folder.Length > 0)
                .Select(folder => Path.Combine(folder, SetPriv)).FirstOrDefault(File.Exists)
            : null;
        return found ?? throw new SettingException(
            setting, "asks for child processes, for which this machine needs Linux and 'setpriv'. Install the package util-linux, or set Node:Roles to 'web' and no action.");
    }
}
