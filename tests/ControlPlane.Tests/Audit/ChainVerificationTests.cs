using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Audit;

/// <summary>Whatever is done to the stored history behind our back is found, with the version.</summary>
public sealed class ChainVerificationTests
{
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

    private static async Task<Contracts.Cluster.AuditVerification> VerifyAsync(List<StoredEvent> history, ClusterLog? log = null)
    {
        await using GivenStore store = new(history);
        await using InMemoryStreamStore empty = new();
        return await new ChainVerification(store, log ?? new ClusterLog(empty, TimeProvider.System)).RunAsync(Cancellation);
    }
}
