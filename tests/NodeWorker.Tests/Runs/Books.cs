using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Tests.Runs;

/// <summary>What the tests of runs have in common.</summary>
internal static class Books
{
    internal static readonly IReadOnlyDictionary<string, ActionSettings> Actions = new Dictionary<string, ActionSettings>
    {
        ["backup"] = new(["/bin/backup"], null),
        ["short"] = new(["/bin/short"], TimeSpan.FromSeconds(5)),
    };

    internal static TimeSpan At(double seconds) => TimeSpan.FromSeconds(100 + seconds);

    internal static RunBook New(RunMemory? memory = null) => RunBook.Open(Actions, memory ?? RunMemory.Nothing);

    internal static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    internal static RunOrder Order(int run, long term = 1, string action = "backup", bool role = false, bool cancel = false) => new(
        Id(run), term, "nightly", action, new Dictionary<string, string>(), TimeSpan.FromSeconds(60), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 1, role, cancel);

    internal static IEnumerable<StartRun> Starts(this RunStep step) => step.Effects.OfType<BeginRuns>().SelectMany(begin => begin.Runs);

    internal static IEnumerable<Guid> Kills(this RunStep step) => step.Effects.OfType<KillRun>().Select(kill => kill.Run);

    internal static RunStep Told(this RunBook book, double at, params RunOrder[] orders) => book.Answer(1, orders, At(at + 3), At(at));
}
