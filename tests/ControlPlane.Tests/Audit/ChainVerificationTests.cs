using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Audit;

/// <summary>Whatever is done to the stored history behind our back is found, with the version.</summary>
public sealed class ChainVerificationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ec-test-").FullName;
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Given_an_untouched_history_When_it_is_verified_Then_it_is_intact()
    {
        var (history, _) = await HistoryAsync();

        var result = await VerifyAsync(history);

        result.Intact.ShouldBeTrue();
        result.Events.ShouldBe(history.Count);
        result.Head!.Version.ShouldBe(history.Count - 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Given_any_one_changed_byte_When_the_history_is_verified_Then_its_version_is_found()
    {
        var (history, _) = await HistoryAsync();
        for (var version = 0; version < history.Count; version++)
        {
            foreach (var metadata in new[] { false, true })
            {
                var bytes = (metadata ? history[version].Metadata : history[version].Data).ToArray();
                for (var i = 0; i < bytes.Length; i += 7)
                {
                    bytes[i] ^= 0x20;
                    List<StoredEvent> damaged = [.. history];
                    damaged[version] = metadata ? history[version] with { Metadata = bytes.ToArray() } : history[version] with { Data = bytes.ToArray() };

                    (await VerifyAsync(damaged)).FirstBroken!.Version.ShouldBe(version);
                    bytes[i] ^= 0x20;
                }
            }
        }
    }

    [Fact]
    public async Task Given_another_id_or_type_When_the_history_is_verified_Then_its_version_is_found()
    {
        var (history, _) = await HistoryAsync();

        (await VerifyAsync(Replaced(history, 2, e => e with { Id = Guid.CreateVersion7() }))).FirstBroken!.Version.ShouldBe(2);
        (await VerifyAsync(Replaced(history, 1, e => e with { Type = "HighAvailabilityEnabled" }))).FirstBroken!.Version.ShouldBe(1);
        (await VerifyAsync(Replaced(history, 3, e => e with { Metadata = default }))).FirstBroken!.Version.ShouldBe(3);
        (await VerifyAsync(Replaced(history, 2, e => e with { Position = history[1].Position }))).FirstBroken!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_removed_event_When_the_history_is_verified_Then_the_hole_is_found()
    {
        var (history, _) = await HistoryAsync();

        (await VerifyAsync([.. history.Where(e => e.Version != 2)])).FirstBroken!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Given_an_end_that_was_cut_off_When_an_instance_that_has_seen_it_verifies_Then_it_is_found()
    {
        var (history, log) = await HistoryAsync();

        var result = await VerifyAsync([.. history.Take(history.Count - 1)], log);

        result.Intact.ShouldBeFalse();
        result.FirstBroken!.Version.ShouldBe(history.Count - 1);
    }

    [Fact]
    public async Task Given_an_end_that_was_cut_off_When_an_instance_that_has_never_seen_it_verifies_Then_a_checkpoint_tells()
    {
        var (history, log) = await HistoryAsync();
        Written().Keep(log.Head.Version, log.Head.Hash);

        var whole = await VerifyAsync(history);
        var cut = await VerifyAsync([.. history.Take(history.Count - 2)]);

        (whole.Intact, whole.Checkpoints!.Compared, whole.Checkpoints.Newest).ShouldBe((true, 1, history.Count - 1));
        (cut.Intact, cut.FirstBroken!.Version).ShouldBe((false, history.Count - 2));
        cut.FirstBroken.Why.ShouldContain("cut off");
    }

    [Fact]
    public async Task Given_a_history_that_was_written_anew_When_it_is_verified_Then_a_checkpoint_tells()
    {
        var (_, log) = await HistoryAsync();
        Written().Keep(log.Head.Version, log.Head.Hash);
        var (other, _) = await HistoryAsync();

        var result = await VerifyAsync(other);

        (result.Intact, result.FirstBroken!.Version).ShouldBe((false, log.Head.Version));
    }

    [Fact]
    public async Task Given_a_checkpoint_that_was_altered_or_signed_with_another_key_When_the_history_is_verified_Then_the_first_is_found_and_the_second_says_nothing()
    {
        var (history, log) = await HistoryAsync();
        Written().Keep(log.Head.Version, log.Head.Hash);
        var file = Path.Combine(_folder, "checkpoints", "cp-1.jsonl");
        var line = await File.ReadAllTextAsync(file, Cancellation);

        await File.WriteAllTextAsync(file, line.Replace("\"version\":", "\"version\":1", StringComparison.Ordinal), Cancellation);
        (await VerifyAsync(history)).FirstBroken!.Why.ShouldContain("signature");

        await File.WriteAllTextAsync(file, line + "torn", Cancellation);
        File.Delete(Path.Combine(_folder, "checkpoints", "key"));
        var other = await VerifyAsync([.. history.Take(1)]);
        (other.Intact, other.Checkpoints!.Compared, other.Checkpoints.Unverifiable).ShouldBe((true, 0, 2));
    }

    [Fact]
    public async Task Given_checkpoints_When_the_history_has_not_moved_Then_nothing_is_written_again()
    {
        var (_, log) = await HistoryAsync();
        Written().Keep(log.Head.Version, log.Head.Hash);
        Written().Keep(log.Head.Version, log.Head.Hash);
        Written().Keep(log.Head.Version - 1, log.Head.Hash);

        (await File.ReadAllLinesAsync(Path.Combine(_folder, "checkpoints", "cp-1.jsonl"), Cancellation)).Length.ShouldBe(1);
    }

    private Checkpoints Written() => new(
        new() { Instance = "cp-1", Urls = ["http://127.0.0.1:1"], DataDirectory = _folder, Store = new("") }, new ManualTimeProvider());

    private static async Task<(List<StoredEvent> History, ClusterLog Log)> HistoryAsync()
    {
        Core core = new();
        await core.BeginTermAsync();
        await core.SendAsync(new DisableHighAvailability());
        await core.SendAsync(new EnableHighAvailability());
        await core.JoinAsync("node-a");
        return (await core.Store.ReadStreamAsync(ClusterLog.Stream, cancellation: Cancellation).ToListAsync(Cancellation), core.Log);
    }

    private static List<StoredEvent> Replaced(List<StoredEvent> history, int version, Func<StoredEvent, StoredEvent> change)
    {
        List<StoredEvent> changed = [.. history];
        changed[version] = change(changed[version]);
        return changed;
    }

    private async Task<Contracts.Cluster.AuditVerification> VerifyAsync(List<StoredEvent> history, ClusterLog? log = null)
    {
        await using GivenStore store = new(history);
        await using InMemoryStreamStore empty = new();
        return await new ChainVerification(store, log ?? new ClusterLog(empty, TimeProvider.System), Written()).RunAsync(Cancellation);
    }
}
