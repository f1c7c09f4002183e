using System.Text;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.Tests.History;

/// <summary>Metadata is read in the way it is written and in any other way, with the same result.</summary>
public sealed class MetadataReaderTests
{
    private static readonly EventMetadata Full = new(
        new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc), 1, "token:admin", "A \"quoted\" reason, with ümlauts", "127.0.0.1", Guid.CreateVersion7(), Guid.CreateVersion7(),
        "fingerprint", "cp-1", 7, "", "");

    public static TheoryData<EventMetadata> Metadata =>
    [
        Full, Full with { Reason = null }, Full with { Source = null, Command = null }, Full with { Term = null }, Full with { Reason = null, Source = null, Command = null, Term = null },
    ];

    [Theory]
    [MemberData(nameof(Metadata))]
    public void What_was_written_is_read(EventMetadata metadata)
    {
        var data = EventCodec.Write(new HighAvailabilityEnabled());
        var (bytes, hash) = HashChain.Seal("", 0, Guid.Empty, "HighAvailabilityEnabled", data, EventCodec.Write(metadata));
        EventCodec.Read(0, 0, Guid.Empty, "HighAvailabilityEnabled", data, bytes).Metadata.ShouldBe(metadata with { Hash = hash });
    }

    [Theory]
    [InlineData("""{ "schema":1,"at":"2026-01-02T03:04:05.678Z","actor":"a","correlationId":"00000000-0000-0000-0000-000000000001","causationId":"00000000-0000-0000-0000-000000000002","instance":"i","previousHash":"p","hash":"h" }""")]
    [InlineData("""{"at":"2026-01-02T03:04:05.678Z","schema":1,"actor":"a","correlationId":"00000000-0000-0000-0000-000000000001","causationId":"00000000-0000-0000-0000-000000000002","instance":"i","new":{"x":1},"previousHash":"p","hash":"h"}""")]
    public void Another_order_or_a_property_more_is_read_too(string json)
    {
        var metadata = EventCodec.Read(0, 0, Guid.Empty, "HighAvailabilityEnabled", "{}"u8, Encoding.UTF8.GetBytes(json)).Metadata;
        (metadata.Schema, metadata.Actor, metadata.Instance, metadata.PreviousHash, metadata.Hash).ShouldBe((1, "a", "i", "p", "h"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"at\":")]
    [InlineData("{\"at\":5}")]
    [InlineData("[]")]
    public void What_is_no_metadata_is_refused(string json) =>
        Should.Throw<UnknownEventException>(() => EventCodec.Read(3, 0, Guid.Empty, "HighAvailabilityEnabled", "{}"u8, Encoding.UTF8.GetBytes(json))).Version.ShouldBe(3);
}
