using System.Xml.Linq;
using EventCluster.Architecture.Tests.Code;
using EventCluster.Architecture.Tests.Sources;

namespace EventCluster.Architecture.Tests;

/// <summary>Who may depend on whom.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new()
    {
        ["Bus"] = ["Hosting"],
        ["Contracts"] = [],
        ["Domain"] = [],
        ["Hosting"] = [],
        ["SqlServerFormat"] = [],
        ["StreamStore"] = ["SqlServerFormat"],
        ["ControlPlane"] = ["Bus", "Contracts", "Domain", "Hosting", "StreamStore"],
        ["NodeWorker"] = ["Bus", "Contracts", "Domain", "Hosting"],
        ["SampleService"] = [],
    };

    /// <summary>Where a package's types may be used: namespaces, each with what is below it.</summary>
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["Microsoft.Data.Sqlite"] = ["EventCluster.StreamStore.Sqlite"],
        ["SQLitePCL"] = ["EventCluster.StreamStore.Sqlite"],
        ["Microsoft.Data.SqlClient"] = ["EventCluster.StreamStore.SqlServer"],
        ["MassTransit"] = ["EventCluster.Bus"],
        ["RabbitMQ"] = ["EventCluster.Bus"],
        ["Quartz"] = ["EventCluster.ControlPlane.Jobs"],
    };

    public static TheoryData<string> ProductProjects => [.. Repository.Projects("src").Concat(Repository.Projects("samples"))];

    public static TheoryData<string> Packages => [.. Homes.Keys];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void Given_a_project_When_its_references_are_read_Then_each_is_allowed(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        AllowedProjects.ShouldContainKey(name, "a new project says here what it may depend on");

        References(project).ShouldBeSubsetOf(AllowedProjects[name]);
    }

    [Fact]
    public void Given_the_node_worker_When_it_uses_the_domain_Then_only_the_lease_arithmetic() =>
        Assemblies.Uses("NodeWorker").Where(use => IsIn(use.TargetType, "EventCluster.Domain") && !IsIn(use.TargetType, "EventCluster.Domain.Leases"))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Packages))]
    public void Given_a_package_with_a_home_When_its_types_are_used_Then_only_at_home(string package) =>
        Assemblies.Uses().Where(use => IsIn(use.TargetType, package) && !Homes[package].Any(home => IsIn(use.Namespace, home))).ShouldBeEmpty();

    [Theory]
    [InlineData("SQLitePCL")]
    [InlineData("Microsoft.Data.SqlClient")]
    public void Given_an_engine_When_it_is_read_Then_the_reader_sees_its_driver(string driver) =>
        Assemblies.Uses("StreamStore").ShouldContain(use => IsIn(use.TargetType, driver));

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(Repository.Text(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static bool IsIn(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);
}
