using System.Diagnostics;
using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class DiskFullTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Given_a_full_disk_When_space_is_freed_Then_appends_go_on_and_nothing_is_lost_or_half_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs Linux and root, to mount a small tmpfs as the disk that fills up.");
        using TemporaryFolder folder = new();
        Run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.Path);
        try
        {
            await FillAndFreeAsync(folder);
        }
        finally
        {
            Run("umount", "-l", folder.Path);
        }
    }

    private static async Task FillAndFreeAsync(TemporaryFolder folder)
    {
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()), Ended);
        List<Guid> acknowledged = [];
        File.WriteAllBytes(folder.File("filler"), new byte[1_500_000]);
        var refused = await AppendUntilFullAsync(store, acknowledged);
        (await ReadAsync(store)).ShouldBe(acknowledged);

        File.Delete(folder.File("filler"));
        (await store.AppendAsync("filling", ExpectedVersion.Any, refused, Ended)).AlreadyThere.ShouldBeFalse();
        (await ReadAsync(store)).ShouldBe([.. acknowledged, .. refused.Ids()]);
    }

    private static async Task<NewEvent[]> AppendUntilFullAsync(SqliteStreamStore store, List<Guid> acknowledged)
    {
        while (true)
        {
            var batch = TestEvents.Many(50);
            try
            {
                await store.AppendAsync("filling", ExpectedVersion.Any, batch, Ended);
                acknowledged.AddRange(batch.Ids());
            }
            catch (StoreUnavailableException error)
            {
                error.Message.ShouldContain("full");
                (await Should.ThrowAsync<StoreUnavailableException>(store.AppendAsync("filling", ExpectedVersion.Any, batch, Ended))).Message.ShouldContain("full");
                return batch;
            }
        }
    }

    private static async Task<List<Guid>> ReadAsync(SqliteStreamStore store) =>
        [.. (await store.ReadStreamAsync("filling", cancellation: Ended).ToListAsync(Ended)).Ids()];

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
