using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Jobs;

public sealed class QuartzDatabaseTests
{
    private static readonly JobDefinition Hourly = new(
        new("0 0 * * * ?", null, null), "all", "report", new Dictionary<string, string>(), TimeSpan.FromMinutes(1), OverlapPolicy.Forbid, MisfirePolicy.Skip, 0, TimeSpan.Zero);

    [Fact]
    public async Task Given_triggers_that_differ_from_the_definitions_When_a_term_begins_Then_exactly_those_are_repaired()
    {
        using TempFolder folder = new();
        ControlPlaneSettings settings = new() { Instance = "cp-1", Urls = ["http://127.0.0.1:1"], DataDirectory = folder.Path, Store = new("") };
        await using (var quartz = Clock(settings))
        {
            (await quartz.StartAsync(With(("kept", 1, false), ("changed", 2, false), ("paused", 3, true)))).ShouldBe(2, "nothing was stored before");
            quartz.IsRunning.ShouldBeTrue();
            (await quartz.StartAsync(With(("kept", 1, false), ("changed", 2, false)))).ShouldBe(0);
            await quartz.StandByAsync();
            quartz.IsRunning.ShouldBeFalse();
            (await quartz.StartAsync(With(("kept", 1, false), ("changed", 5, false), ("new", 6, false)))).ShouldBe(2);
        }

        await using (var anew = Clock(settings))
        {
            (await anew.StartAsync(With(("kept", 1, false)))).ShouldBe(2, "what was removed goes");
        }

        Directory.Delete(Path.Combine(folder.Path, "quartz"), recursive: true);
        await using var lost = Clock(settings);
        (await lost.StartAsync(With(("kept", 1, false)))).ShouldBe(1, "a lost database is made anew");
    }

    [Fact]
    public async Task Given_a_sql_server_that_is_away_When_a_term_begins_Then_its_driver_was_asked_and_no_secret_is_told()
    {
        ControlPlaneSettings settings = new()
        {
            Instance = "cp-1", Urls = ["http://127.0.0.1:1"], DataDirectory = Path.GetTempPath(),
            Store = new("", "Server=127.0.0.1,1;Database=none;User Id=nobody;Password=secret;Connect Timeout=1;ConnectRetryCount=0;Encrypt=False"),
        };
        await using var quartz = Clock(settings);

        var away = await Should.ThrowAsync<Exception>(() => quartz.StartAsync(With(("job", 1, false))));

        // A process without cultures is refused by the driver before it connects; in both cases it is found and loaded.
        away.ToString().ShouldContain("Microsoft.Data.SqlClient");
        away.ToString().ShouldNotContain("secret");
    }

    private static QuartzClock Clock(ControlPlaneSettings settings) =>
        new(settings, new DueBell(new(BootTimeProvider.Instance)), new(), BootTimeProvider.Instance, NullLoggerFactory.Instance);

    private static ClusterState With(params (string Name, int Version, bool Paused)[] jobs)
    {
        var at = ManualTimeProvider.Origin.UtcDateTime;
        return ClusterState.Empty with
        {
            Name = "test",
            Jobs = ClusterState.Empty.Jobs.AddRange(jobs.Select(j => KeyValuePair.Create(j.Name, new Job(j.Name, Hourly, j.Paused, j.Version, j.Version, at, at)))),
        };
    }

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ec-quartz-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
