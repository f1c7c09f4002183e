namespace EventCluster.EndToEnd.Tests.Processes;

/// <summary>Where the built programs are: beside this test's own output, in the same configuration.</summary>
public static class BuiltPrograms
{
    /// <summary>The control plane.</summary>
    public static string ControlPlane { get; } = Find("ControlPlane");

    /// <summary>The node worker.</summary>
    public static string NodeWorker { get; } = Find("NodeWorker");

    /// <summary>The sample service.</summary>
    public static string SampleService { get; } = Find("SampleService");

    /// <summary>A harmless action for jobs.</summary>
    public static string JournalAction => Path.Combine(Repository, "samples", "actions", "journal.sh");

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    private static string Find(string project)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(folder.Parent!.Parent!.FullName, project, folder.Name, $"EventCluster.{project}");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there; build the solution first.");
    }
}
