using System.Diagnostics;

namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Builds the program with all mutations in it, beside the usual outputs, which it only reads.</summary>
internal static class MutatedProgram
{
    private const string Program = "EventCluster.Simulation.Tests";
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(4);
    private static readonly string Root = FindRoot();
    private static readonly string Configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
    private static readonly string Scratch = Path.Combine(Root, "artifacts", "mutations", Configuration);
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The projects that have mutations.</summary>
    internal static IReadOnlyList<string> Projects => [.. Catalogue.All.SelectMany(m => m.Edits).Select(e => e.Project).Distinct(StringComparer.Ordinal)];

    /// <summary>The program; it is built once.</summary>
    internal static Task<string> PathAsync() => Built.Value;

    /// <summary>A source file of the product.</summary>
    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, "src", file));

    private static async Task<string> BuildAsync()
    {
        foreach (var project in Projects)
        {
            WriteSources(project);
        }

        var error = await CompileAsync();
        error.ShouldBeNull();
        var program = Directory.CreateDirectory(Path.Combine(Scratch, "program")).FullName;
        Mirror(AppContext.BaseDirectory, program);
        foreach (var project in Projects)
        {
            File.Copy(Path.Combine(Scratch, project, "obj", $"EventCluster.{project}.dll"), Path.Combine(program, $"EventCluster.{project}.dll"), overwrite: true);
        }

        return Path.Combine(program, Program);
    }

    private static void WriteSources(string project)
    {
        var folder = Path.Combine(Scratch, project, "src");
        Dictionary<string, string> wanted = new() { [Path.Combine(folder, "Mutations.cs")] = MutatedSources.Switch(Catalogue.All) };
        foreach (var file in Catalogue.All.SelectMany(m => m.Edits).Select(e => e.File).Where(f => f.StartsWith($"{project}/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            wanted[Path.Combine(folder, file[(project.Length + 1)..])] = MutatedSources.Compose(file, Read(file), Catalogue.All);
        }

        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !wanted.ContainsKey(f)))
        {
            File.Delete(old);
        }

        // What is the same stays untouched, so that nothing is compiled twice.
        foreach (var (path, text) in wanted.Where(w => !File.Exists(w.Key) || File.ReadAllText(w.Key) != w.Value))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    private static async Task<string?> CompileAsync()
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                "msbuild", Path.Combine(Root, "tests", "Simulation.Tests", "Mutations", "Mutants.proj"), "-nologo", "-nodeReuse:false", "-verbosity:quiet", "-maxCpuCount:2",
                $"-p:Configuration={Configuration}", $"-p:MutantsRoot={Scratch}", $"-p:SourceRoot={Path.Combine(Root, "src")}",
            },
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        using CancellationTokenSource limit = new(BuildLimit);
        try
        {
            var output = await build.StandardOutput.ReadToEndAsync(limit.Token);
            await build.WaitForExitAsync(limit.Token);
            return build.ExitCode == 0 ? null : $"The mutated program does not compile:\n{output}";
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            return $"The mutated program was not compiled within {BuildLimit}.";
        }
    }

    private static void Mirror(string from, string to)
    {
        foreach (var source in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            FileInfo target = new(Path.Combine(to, Path.GetRelativePath(from, source)));
            if (!target.Exists || target.LastWriteTimeUtc != File.GetLastWriteTimeUtc(source))
            {
                target.Directory!.Create();
                File.Copy(source, target.FullName, overwrite: true);
            }
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EventCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds EventCluster.sln.");
        }

        return folder;
    }
}
