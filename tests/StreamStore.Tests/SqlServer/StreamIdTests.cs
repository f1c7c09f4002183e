using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class StreamIdTests
{
    [Theory]
    [InlineData("orders", "9658403816409E66EBA2175F8EFF8B53A9681573")]
    [InlineData("Grüße", null)]
    public void Given_a_name_When_its_key_is_made_Then_it_is_the_hash_of_its_UTF_8(string name, string? key)
    {
        var id = StreamId.Of(name);

        id.Key.ShouldBe(key ?? id.Key);
        id.Key.ShouldMatch("^[0-9A-F]{40}$");
        id.Metadata.ShouldBe(new StreamId("$$" + id.Key, "$$" + name));
    }

    [Theory]
    [InlineData("5f4dcc3b-5aa7-65d6-1d83-27deb882cf99")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99")]
    public void Given_a_GUID_When_its_key_is_made_Then_it_is_itself(string name) => StreamId.Of(name).Key.ShouldBe(name);

    [Fact]
    public void Given_any_name_When_its_keys_are_made_Then_they_fit_the_column() =>
        new[] { "a", new string('s', 200), "{0x5f4dcc3b,0x5aa7,0x65d6,{0x1d,0x83,0x27,0xde,0xb8,0x82,0xcf,0x99}}" }
            .ShouldAllBe(name => StreamId.Of(name).Metadata.Key.Length <= StreamId.KeyChars);
}
