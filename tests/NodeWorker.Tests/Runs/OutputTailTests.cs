using System.Text;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Runs;

namespace EventCluster.NodeWorker.Tests.Runs;

public sealed class OutputTailTests
{
    private const int BodyLimit = 64 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Given_more_than_is_kept_then_the_last_part_is_told_whatever_the_pieces(int piece)
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n"));
        var tail = new OutputTail();
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(piece))
        {
            tail.Append(part);
        }

        var told = tail.ToString();
        told.Length.ShouldBeInRange(RunReport.LongestOutput - 1000, RunReport.LongestOutput);
        text.ShouldEndWith(told);
    }

    [Fact]
    public void Given_characters_of_several_bytes_then_none_is_cut_in_half()
    {
        var tail = new OutputTail();
        tail.Append(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a😀é", 10_000))));

        tail.ToString().ShouldSatisfyAllConditions(
            told => told.ShouldNotContain('\uFFFD'),
            told => told.EnumerateRunes().ShouldAllBe(rune => rune.ToString() == "a" || rune.ToString() == "😀" || rune.ToString() == "é"));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\u0001")]
    [InlineData("é")]
    [InlineData("\"")]
    [InlineData("x")]
    public void Given_the_outputs_of_all_runs_then_the_heartbeat_still_fits_the_body_limit(string text)
    {
        var tail = new OutputTail();
        tail.Append(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 50_000))));
        var reports = Enumerable.Range(0, RunReport.MostRuns)
            .Select(i => new RunReport(Guid.NewGuid(), RunState.TimedOut, 137, tail.ToString(), new string('m', 500), TimeSpan.FromTicks(long.MaxValue)));

        tail.ToString().ShouldNotBeEmpty();
        JsonSerializer.SerializeToUtf8Bytes(
            new HeartbeatRequest(Guid.NewGuid(), 1, 1, 0, null, null, null, ServiceState.Running, 1, 1, null, false, [], 1, [.. reports]),
            WireJson.Default.HeartbeatRequest).Length.ShouldBeLessThan(BodyLimit - 12 * 1024);
    }
}
