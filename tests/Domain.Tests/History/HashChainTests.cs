using System.Text;
using EventCluster.Domain.History;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.History;

public sealed class HashChainTests
{
    private const int Version = 7;
    private const string Type = "NodeLeft";
    private static readonly string Previous = string.Concat(Enumerable.Repeat("0f", 32));
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly byte[] Data = """{"node":"a"}"""u8.ToArray();

    private static readonly byte[] Open = EventCodec.Write(new EventMetadata(
        Some.Time, 1, "token:admin", "because", "127.0.0.1", Guid.Empty, Guid.Empty, null, "cp-1", 3, Previous, ""));

    [Fact]
    public void Given_an_event_When_sealed_Then_its_hash_is_the_one_written_down_here_for_ever()
    {
        var (metadata, hash) = HashChain.Seal(Previous, Version, Id, Type, Data, Open);
        hash.ShouldBe("61cf5ea60a41a65438fa810be82de6df4df8417505f998a60ef56b7978901ac1");
        Encoding.UTF8.GetString(metadata).ShouldEndWith($",\"hash\":\"{hash}\"}}");
        EventCodec.ReadMetadata(metadata)!.Hash.ShouldBe(hash);
        HashChain.Check(Previous, Version, Id, Type, Data, metadata).ShouldBe((hash, null));
    }

    [Fact]
    public void Given_the_first_event_When_sealed_Then_it_follows_nothing()
    {
        var (metadata, hash) = HashChain.Seal("", 0, Id, Type, Data, Open);
        HashChain.Check("", 0, Id, Type, Data, metadata).Hash.ShouldBe(hash);
        HashChain.Check(Previous, 0, Id, Type, Data, metadata).Hash.ShouldBeNull();
    }

    [Fact]
    public void Given_a_sealed_event_When_any_bit_of_anything_stored_is_changed_Then_it_is_found()
    {
        var (metadata, hash) = HashChain.Seal(Previous, Version, Id, Type, Data, Open);
        foreach (var bytes in Flipped(Data))
        {
            Broken(HashChain.Check(Previous, Version, Id, Type, bytes, metadata));
        }

        foreach (var bytes in Flipped(metadata))
        {
            Broken(HashChain.Check(Previous, Version, Id, Type, Data, bytes));
        }

        foreach (var bytes in Flipped(Encoding.ASCII.GetBytes(Type)))
        {
            Broken(HashChain.Check(Previous, Version, Id, Encoding.Latin1.GetString(bytes), Data, metadata));
        }

        foreach (var bytes in Flipped(Id.ToByteArray()))
        {
            Broken(HashChain.Check(Previous, Version, new(bytes), Type, Data, metadata));
        }

        foreach (var bytes in Flipped(Convert.FromHexString(Previous)))
        {
            Broken(HashChain.Check(Convert.ToHexStringLower(bytes), Version, Id, Type, Data, metadata));
        }

        for (var bit = 0; bit < 32; bit++)
        {
            Broken(HashChain.Check(Previous, Version ^ (1 << bit), Id, Type, Data, metadata));
        }

        void Broken((string? Hash, string? Why) check)
        {
            check.Hash.ShouldBeNull();
            check.Why.ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z"}""")]
    public void Given_metadata_without_a_hash_When_checked_Then_it_says_so(string metadata) =>
        HashChain.Check(Previous, Version, Id, Type, Data, Encoding.UTF8.GetBytes(metadata)).ShouldBe((null, "Its metadata does not end with a hash."));

    [Fact]
    public void Given_bytes_moved_from_one_part_to_the_next_When_checked_Then_it_is_found()
    {
        var (metadata, _) = HashChain.Seal(Previous, Version, Id, "Node", [.. "Left"u8, .. Data], Open);
        HashChain.Check(Previous, Version, Id, "NodeLeft", Data, metadata).Hash.ShouldBeNull();
    }

    private static IEnumerable<byte[]> Flipped(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i / 8] ^= (byte)(1 << (i % 8));
            yield return changed;
        }
    }
}
