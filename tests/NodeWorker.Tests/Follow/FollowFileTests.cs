using EventCluster.NodeWorker.Follow;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Follow;

public sealed class FollowFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["follow.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Given_what_was_followed_when_it_is_kept_then_the_next_process_knows_it()
    {
        var history = new History();
        for (var i = 0; i < 20; i++)
        {
            history.AddAny(i);
        }

        var file = new FollowFile("test", "node-a", history.Plain() with { Through = 19 });
        file.Save(Path);

        FollowFile.Load(Path, "node-a").ShouldBe(file);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"cluster":"test","node":"node-a"}""")]
    [InlineData("""{"cluster":"test","node":"node-a","followed":{"through":5}}""")]
    public void Given_no_file_or_a_damaged_one_then_everything_is_followed_from_the_start(string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(Path, content);
        }

        FollowFile.Load(Path, "node-a").ShouldBe(new("", "node-a", FollowedCluster.Nothing));
    }

    [Fact]
    public void Given_the_file_of_another_node_then_it_is_not_this_ones()
    {
        new FollowFile("test", "node-b", FollowedCluster.Nothing with { Through = 5 }).Save(Path);

        FollowFile.Load(Path, "node-a").Followed.ShouldBe(FollowedCluster.Nothing);
    }
}
