using System.Text.RegularExpressions;
using System.Xml.Linq;
using EventCluster.Architecture.Tests.Sources;

namespace EventCluster.Architecture.Tests;

/// <summary>The house stays tidy.</summary>
public sealed partial class TidinessTests
{
    private const int LongestFile = 300;
    private const int LongestTestFile = 400;

    private static readonly string[] WithoutMirror = ["Architecture", "EndToEnd", "Simulation"];

    [Fact]
    public void Given_a_source_file_When_its_namespace_is_read_Then_it_is_its_folder() =>
        Code().Select(path => (path, Declared: NamespaceLine().Match(Repository.Text(path)).Groups[1].Value, Expected: Namespace(path)))
            .Where(file => file.Declared.Length > 0 ? file.Declared != file.Expected : Path.GetFileName(file.path) is not ("Program.cs" or "AssemblyInfo.cs"))
            .ShouldBeEmpty();

    [Fact]
    public void Given_a_source_file_When_its_lines_are_counted_Then_it_is_short() =>
        Code().Select(path => (path, Lines: Repository.Text(path).AsSpan().Count('\n')))
            .Where(file => file.Lines > (file.path.StartsWith("tests/", StringComparison.Ordinal) ? LongestTestFile : LongestFile))
            .ShouldBeEmpty();

    [Fact]
    public void Given_any_file_When_it_is_read_Then_nothing_is_left_to_do() => Lines(Leftover()).ShouldBeEmpty();

    [Fact]
    public void Given_any_file_When_it_is_read_Then_it_names_no_package_feed_and_no_persons_folder() => Lines(Place()).ShouldBeEmpty();

    [Fact]
    public void Given_the_projects_When_the_solution_is_read_Then_every_one_is_in_it()
    {
        var solution = Repository.Text("EventCluster.sln").Replace('\\', '/');

        Repository.Projects().Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Given_the_projects_When_their_packages_are_read_Then_versions_are_central_and_locked()
    {
        var withVersion = Repository.Projects().Where(project =>
            XDocument.Parse(Repository.Text(project)).Descendants("PackageReference").Any(package => (package.Attribute("Version") ?? package.Attribute("VersionOverride")) is not null));
        var withoutLock = Repository.Projects().Where(project => !File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")));

        withVersion.ShouldBeEmpty();
        withoutLock.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_test_project_When_its_name_is_read_Then_it_mirrors_a_project()
    {
        // A program that only the tests of X start is called X.Tests.Something.
        var mirrored = Repository.Projects("src").Select(Name).Concat(WithoutMirror).Select(name => $"{name}.Tests").ToList();

        Repository.Projects("tests").Select(Name)
            .Where(name => !mirrored.Exists(test => name == test || name.StartsWith(test + ".", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_document_When_it_links_to_a_file_Then_the_file_is_there() =>
        (from path in Repository.Files
         where path.EndsWith(".md", StringComparison.Ordinal)
         from Match link in FileLink().Matches(Repository.Text(path))
         let target = Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, link.Groups[1].Value)
         where !Path.Exists(target)
         select $"{path}: {link.Groups[1].Value}").ShouldBeEmpty();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileLink();

    // Written so that this line does not find itself.
    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|NotImplemente[d]Exception", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"https?://[\w.-]*\b(nuge[t]|artifactor[y]|nexu[s]|npmj[s]|pyp[i])\b|(?<![\w.$}/])/(roo[t]|hom[e]/\w+|wor[k]|User[s]/\w+)/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    private static IEnumerable<string> Code() =>
        Repository.Code("src").Concat(Repository.Code("samples")).Concat(Repository.Code("tests")).Concat(Repository.Code("bench"));

    private static string Namespace(string path)
    {
        var folders = Path.GetDirectoryName(path)!.Replace('\\', '/').Split('/').Skip(1).ToList();

        // What stands in for another's assembly has the names of that.
        return folders is ["SqlServerFormat"] ? "Microsoft.SqlServer.Server" : $"EventCluster.{string.Join('.', folders)}";
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> Lines(Regex wrong) =>
        from path in Repository.Files
        from line in Repository.Text(path).Split('\n').Select((text, index) => (text, number: index + 1))
        where wrong.IsMatch(line.text)
        select $"{path}:{line.number}: {line.text.Trim()}";
}
