namespace EventCluster.Architecture.Tests.Sources;

/// <summary>The files of the repository, without what was built or run.</summary>
public static class Repository
{
    private static readonly string[] NotOurs = ["artifacts", ".git", "data", "bin", "obj", ".vs", ".idea", "node_modules"];
    private static readonly string[] Binary = [".png", ".ico", ".db", ".snk", ".woff2"];

    /// <summary>Full path of the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all text files, from the root, with '/'.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(Relative).Where(path => !Binary.Contains(Path.GetExtension(path)))];

    /// <summary>Paths of the project files below a folder, from the root.</summary>
    public static IEnumerable<string> Projects(string folder = "") =>
        Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Paths of the source files below a folder, from the root.</summary>
    public static IEnumerable<string> Code(string folder) =>
        Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && path.StartsWith(folder + '/', StringComparison.Ordinal));

    /// <summary>The text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EventCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds EventCluster.sln.");
        }

        return folder;
    }

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Where(IsOurs).Concat(Directory.EnumerateDirectories(folder).Where(IsOurs).SelectMany(Walk));

    private static bool IsOurs(string path) => !NotOurs.Contains(Path.GetFileName(path));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
