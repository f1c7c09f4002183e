using System.Diagnostics;

namespace EventCluster.ControlPlane.Tests;

/// <summary>A start that cannot succeed ends with a code and one line for each reason, never with a stack trace.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ec-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Given_bad_settings_When_the_process_starts_Then_it_ends_with_2_and_names_each()
    {
        var (code, error) = await RunAsync(("Urls", "http://0.0.0.0:1"), ("Cluster__Profile", "quick"), ("Instanz", "x"));

        code.ShouldBe(2);
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines.ShouldContain(l => l.Contains("'Urls'"));
        lines.ShouldContain(l => l.Contains("'Cluster:Profile'"));
        lines.ShouldContain(l => l.Contains("'Instanz'") && l.Contains("Did you mean 'Instance'"));
    }

    [Fact]
    public async Task Given_a_foreign_file_as_the_store_When_the_process_starts_Then_it_ends_with_3_and_leaves_the_file()
    {
        var file = Path.Combine(_folder, "eventcluster.db");
        await File.WriteAllTextAsync(file, "a letter to my aunt, long enough to be looked at as a header, and certainly not a database", Instance.Cancellation);
        var before = await File.ReadAllBytesAsync(file, Instance.Cancellation);

        var (code, error) = await RunAsync(("Urls", "http://127.0.0.1:0"));

        code.ShouldBe(3);
        error.ShouldContain(file);
        error.ShouldNotContain("   at ");
        (await File.ReadAllBytesAsync(file, Instance.Cancellation)).ShouldBe(before);
    }

    [Fact]
    public async Task Given_an_address_in_use_When_the_process_starts_Then_it_ends_with_2_and_says_so()
    {
        await using var instance = await Instance.StartAsync();

        var (code, error) = await RunAsync(("Urls", instance.Client.BaseAddress!.ToString().TrimEnd('/')));

        code.ShouldBe(2);
        error.ShouldContain("another process listens");
    }

    private async Task<(int Code, string Error)> RunAsync(params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet", [typeof(ControlPlaneHost).Assembly.Location])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder,
            Environment = { ["EventCluster__DataDirectory"] = _folder },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[$"EventCluster__{name}"] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Instance.Cancellation);
            var error = await process.StandardError.ReadToEndAsync(Instance.Cancellation);
            await output;
            await process.WaitForExitAsync(Instance.Cancellation);
            return (process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
