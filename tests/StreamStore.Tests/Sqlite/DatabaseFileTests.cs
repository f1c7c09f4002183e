using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class DatabaseFileTests
{
    private const int Rounds = 1_000, Racers = 4;

    [Fact]
    public async Task Given_many_who_publish_at_once_When_one_is_first_Then_none_replaces_its_file()
    {
        using TemporaryFolder folder = new();
        using Barrier together = new(Racers);
        var won = await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(
            () => Enumerable.Range(0, Rounds).Count(round => Publish(folder, together, racer, round)), TaskCreationOptions.LongRunning)));
        won.Sum().ShouldBe(Rounds);
    }

    private static bool Publish(TemporaryFolder folder, Barrier together, int racer, int round)
    {
        var unfinished = folder.File($"{racer}.unfinished");
        File.WriteAllText(unfinished, $"{racer}");
        together.SignalAndWait();
        return DatabaseFile.TryPublish(unfinished, folder.File($"{round}"));
    }
}
