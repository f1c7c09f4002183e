using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests;

/// <summary>A program that is told nonsense says so and ends.</summary>
public sealed class BadSettingsTests : IDisposable
{
    private const int BadSettings = 2;
    private readonly string _folder = Directory.CreateTempSubdirectory("eventcluster-").FullName;

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "ControlPlane", "EventCluster__Urls", "nonsense", "http://127.0.0.1:33237" },
        { "ControlPlane", "EventCluster__Cluster__Profile", "quick", "fast" },
        { "ControlPlane", "EventCluster__Store__Provider", "Oracle", "Sqlite" },
        { "ControlPlane", "EventCluster__EncryptionKey", "short", "16" },
        { "ControlPlane", "EventCluster__DataDirektory", "x", "DataDirectory" },
        { "NodeWorker", "EventCluster__Node__Name", "Node A", "lower-case" },
        { "NodeWorker", "EventCluster__Node__Roles", "service,king", "web" },
        { "NodeWorker", "EventCluster__Node__ControlPlanes", "localhost", "http://127.0.0.1:33237" },
        { "NodeWorker", "EventCluster__Node__JoinTokenFile", "/nowhere", "cannot be read" },
        { "NodeWorker", "EventCluster__Node__Lisen", "x", "Listen" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Given_a_wrong_setting_When_the_program_starts_Then_it_ends_with_code_2_and_says_the_name_and_the_remedy(string program, string setting, string value, string remedy)
    {
        Dictionary<string, string> variables = new()
        {
            ["EventCluster__DataDirectory"] = _folder,
            ["EventCluster__Node__Service__Command"] = BuiltPrograms.SampleService,
            [setting] = value,
        };
        var process = new RunningProgram(
            program, program == "ControlPlane" ? BuiltPrograms.ControlPlane : BuiltPrograms.NodeWorker, variables, Path.Combine(_folder, "out.log"));

        process.Start();

        (await process.ExitAsync()).ShouldBe(BadSettings, process.Output);
        var line = process.Output.Split('\n').FirstOrDefault(text => text.Contains($"'{setting["EventCluster__".Length..].Replace("__", ":", StringComparison.Ordinal)}'", StringComparison.Ordinal));
        line.ShouldNotBeNull(process.Output);
        line.ShouldContain(remedy);
        process.Output.ShouldNotContain("   at ");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
