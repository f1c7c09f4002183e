using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests;

/// <summary>The witness itself: it sees what must not be.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Given_services_one_after_the_other_When_the_journal_is_read_Then_all_is_well()
    {
        Write((1, 10), (1, 10), (2, 20), (2, 20), (4, 30));

        new Journal(_path).ShouldShowOneServiceAtATime();
    }

    [Fact]
    public void Given_a_line_of_an_older_epoch_after_a_newer_When_the_journal_is_read_Then_it_is_found()
    {
        Write((1, 10), (2, 20), (1, 10));

        Should.Throw<ShouldAssertException>(new Journal(_path).ShouldShowOneServiceAtATime).Message.ShouldContain("older epoch");
    }

    [Fact]
    public void Given_two_processes_with_one_epoch_When_the_journal_is_read_Then_it_is_found()
    {
        Write((1, 10), (1, 20));

        Should.Throw<ShouldAssertException>(new Journal(_path).ShouldShowOneServiceAtATime);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);

    private void Write(params (long Epoch, int Pid)[] lines) => File.WriteAllLines(
        _path, lines.Select(line => $$"""{"event":"tick","node":"n","epoch":{{line.Epoch}},"pid":{{line.Pid}},"monotonicMs":1.5}"""));
}
