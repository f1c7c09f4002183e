using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;

namespace EventCluster.Bus.Tests.Trust;

public sealed class SealReaderTests
{
    private readonly Sealed _sealed = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BusMessage.LargestBody)]
    public void Given_a_sealed_message_When_it_is_opened_Then_it_is_as_it_was(int size)
    {
        var sent = Party.ToNode("n1", [.. Enumerable.Range(0, size).Select(i => (byte)i)]);

        _sealed.Open(_sealed.Writer.Write(sent), out var received).ShouldBeNull();

        (received!.Sender, received.Kind, received.Id).ShouldBe((Party.Instance, sent.Kind, sent.Id));
        received.Body.Span.SequenceEqual(sent.Body.Span).ShouldBeTrue();
    }

    [Fact]
    public void Given_a_sealed_message_When_any_bit_is_changed_Then_it_is_refused()
    {
        var frame = _sealed.Write();
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var changed = (byte[])frame.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            _sealed.Open(changed).ShouldNotBeNull($"bit {bit}").Reason.ShouldBeOneOf(RejectReason.Malformed, RejectReason.OtherCluster, RejectReason.OtherKey, RejectReason.Forged);
        }

        _sealed.Open(frame).ShouldBeNull("the refused ones left no trace");
    }

    [Fact]
    public void Given_a_sealed_message_When_it_is_cut_anywhere_or_made_longer_Then_it_is_malformed()
    {
        var frame = _sealed.Write();
        for (var length = 0; length < frame.Length; length++)
        {
            _sealed.Open(frame[..length])?.Reason.ShouldBe(RejectReason.Malformed, $"{length} bytes");
        }

        _sealed.Open([.. frame, 0])?.Reason.ShouldBe(RejectReason.Malformed);
    }

    [Fact]
    public void Given_more_bytes_than_a_frame_has_When_they_are_opened_Then_they_are_not_looked_at() =>
        _sealed.Reader.Open(new Delivered(Party.NodeQueue("n1", Party.Ignore), "", "", Frame.Largest + 1, default, IsRedelivery: true), out _)
            .ShouldBe(new(RejectReason.Oversized, Party.Names.Node("n1"), null, null, IsRedelivery: true));

    [Fact]
    public void Given_a_message_of_another_cluster_with_the_same_key_When_it_is_opened_Then_it_is_refused()
    {
        var other = _sealed.Sender(key: new(Party.Key, "other"));

        _sealed.Open(other.Write(Party.ToNode("n1", [1])))!.Reason.ShouldBe(RejectReason.OtherCluster);
    }

    [Fact]
    public void Given_a_message_sealed_with_another_key_When_it_is_opened_Then_its_sender_is_named()
    {
        var other = _sealed.Sender(Party.Node, new(Party.OtherKey, Party.Cluster));

        var rejection = _sealed.Open(other.Write(Party.ToNode("n1", [1])))!;

        (rejection.Reason, rejection.Claimed).ShouldBe((RejectReason.OtherKey, Party.Node));
    }

    [Fact]
    public void Given_a_message_that_claims_the_right_key_When_its_seal_is_of_another_Then_it_is_forged()
    {
        var frame = _sealed.Sender(key: new(Party.OtherKey, Party.Cluster)).Write(Party.ToNode("n1", [1]));
        Party.Seal.Fingerprint.CopyTo(frame.AsSpan(3));

        _sealed.Open(frame)!.Reason.ShouldBe(RejectReason.Forged);
    }

    [Theory]
    [InlineData("n1", BusExchange.Nodes, "n2", BusExchange.Nodes)]
    [InlineData("n2", BusExchange.Nodes, "n1", BusExchange.Nodes)]
    [InlineData("n2", BusExchange.Nodes, "n2", BusExchange.Nodes)]
    [InlineData("n1", BusExchange.Nodes, "n1", BusExchange.Events)]
    [InlineData("n1", BusExchange.Heartbeats, "n1", BusExchange.Heartbeats)]
    [InlineData("node.n2", BusExchange.Events, "node.n2", BusExchange.Events)]
    public void Given_a_message_to_somebody_else_When_it_is_opened_Then_it_is_refused(string sealedKey, BusExchange sealedExchange, string key, BusExchange exchange)
    {
        var frame = _sealed.Writer.Write(Party.ToNode(sealedKey, [1]) with { Exchange = sealedExchange });

        _sealed.Open(frame, key, exchange)!.Reason.ShouldBe(RejectReason.Misaddressed);
    }

    [Theory]
    [InlineData("n1", BusExchange.Nodes)]
    [InlineData("*", BusExchange.Nodes)]
    [InlineData("cluster", BusExchange.Events)]
    [InlineData("node.n1", BusExchange.Events)]
    public void Given_a_message_to_this_queue_When_it_is_opened_Then_it_is_taken(string key, BusExchange exchange) =>
        _sealed.Open(_sealed.Writer.Write(Party.ToNode(key, [1]) with { Exchange = exchange }), key, exchange).ShouldBeNull();

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(40, true)]
    [InlineData(41, false)]
    [InlineData(-30, true)]
    [InlineData(-31, false)]
    public void Given_a_message_that_expires_after_ten_seconds_When_it_is_opened_later_Then_thirty_seconds_are_tolerated_either_way(int seconds, bool isTaken)
    {
        var frame = _sealed.Write();
        _sealed.Clock.Now += TimeSpan.FromSeconds(seconds);

        (_sealed.Open(frame) is null).ShouldBe(isTaken);
    }

    [Fact]
    public void Given_an_expired_message_When_it_is_refused_Then_its_age_is_told()
    {
        var late = _sealed.Write();
        _sealed.Clock.Now += TimeSpan.FromSeconds(100);
        _sealed.Open(late).ShouldBe(new(RejectReason.Expired, Party.Names.Node("n1"), Party.Instance, TimeSpan.FromSeconds(90), IsRedelivery: false));

        var early = _sealed.Write();
        _sealed.Clock.Now -= TimeSpan.FromSeconds(50);
        _sealed.Open(early)!.Age.ShouldBe(TimeSpan.FromSeconds(-50));
    }

    [Fact]
    public void Given_a_message_that_would_live_too_long_When_it_is_opened_Then_it_is_refused() =>
        _sealed.Open(_sealed.Writer.Write(Party.ToNode("n1", [1]) with { Expires = BusMessage.LongestExpiry + TimeSpan.FromSeconds(1) }))!.Reason.ShouldBe(RejectReason.Expired);

    [Fact]
    public void Given_a_message_When_it_comes_again_Then_it_is_refused_as_long_as_it_would_be_good()
    {
        var frame = _sealed.Write();

        _sealed.Open(frame).ShouldBeNull();
        _sealed.Open(frame)!.Reason.ShouldBe(RejectReason.Replayed);
        _sealed.Clock.Now += TimeSpan.FromSeconds(40);
        _sealed.Open(frame)!.Reason.ShouldBe(RejectReason.Replayed);
        _sealed.Clock.Now += TimeSpan.FromSeconds(1);
        _sealed.Open(frame)!.Reason.ShouldBe(RejectReason.Expired);
    }

    [Fact]
    public void Given_a_message_When_it_comes_in_another_queue_too_Then_both_take_it()
    {
        var other = new Sealed();
        var frame = _sealed.Write("*");

        _sealed.Open(frame, "*").ShouldBeNull();
        other.Open(frame, "*").ShouldBeNull();
    }
}
