using EventCluster.Architecture.Tests.Code;
using EventCluster.Architecture.Tests.Sources;

namespace EventCluster.Architecture.Tests;

/// <summary>Time, ids and randomness are arguments; nobody sleeps.</summary>
public sealed class AmbientStateTests
{
    private static readonly string[] Forbidden =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Diagnostics.Stopwatch.StartNew", "System.Diagnostics.Stopwatch.GetTimestamp",
        "System.Guid.NewGuid", "System.Random.get_Shared", "System.Random..ctor", "System.Threading.Thread.Sleep",
    ];

    /// <summary>Users that have a reason, and what they use.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["EventCluster.Hosting.HomeLock"] = ["System.Threading.Thread.Sleep"],                   // at the start, while another instance looks at the lock for an instant
        ["EventCluster.StreamStore.Sqlite.DatabaseFile"] = ["System.Guid.NewGuid"],              // a name that no other file in the folder has
    };

    private static readonly string[] BannedInDomain =
    [
        "P:System.DateTime.UtcNow", "P:System.DateTime.Now", "P:System.DateTimeOffset.UtcNow", "P:System.Environment.TickCount64",
        "T:System.Diagnostics.Stopwatch", "T:System.TimeProvider", "M:System.Guid.NewGuid", "M:System.Guid.CreateVersion7", "T:System.Random", "N:System.IO", "N:System.Net",
    ];

    [Fact]
    public void Given_the_products_code_When_it_is_read_Then_none_takes_time_ids_or_chance_from_thin_air() =>
        Assemblies.Uses().Where(use => Forbidden.Contains($"{use.TargetType}.{use.Member}") && !IsAllowed(use)).ShouldBeEmpty();

    [Fact]
    public void Given_the_allowed_users_When_the_code_is_read_Then_each_still_needs_it()
    {
        var uses = Assemblies.Uses().Select(use => (use.User, What: $"{use.TargetType}.{use.Member}")).ToHashSet();

        Allowed.SelectMany(user => user.Value.Select(what => (user.Key, what))).Where(allowed => !uses.Contains(allowed)).ShouldBeEmpty();
    }

    [Fact]
    public void Given_the_domain_When_it_is_built_Then_its_banned_symbols_are_errors()
    {
        var banned = Repository.Text("src/Domain/BannedSymbols.txt").Split('\n').Select(line => line.Split(';')[0]);
        var project = Repository.Text("src/Domain/Domain.csproj");

        BannedInDomain.ShouldBeSubsetOf(banned);
        project.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        project.ShouldContain("<AdditionalFiles Include=\"BannedSymbols.txt\" />");
        Repository.Text(".editorconfig").ShouldContain("dotnet_diagnostic.RS0030.severity = warning");
        Repository.Text("Directory.Build.props").ShouldContain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
    }

    private static bool IsAllowed(Use use) => Allowed.TryGetValue(use.User, out var what) && what.Contains($"{use.TargetType}.{use.Member}");
}
