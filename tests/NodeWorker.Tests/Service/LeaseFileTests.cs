using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Service;

/// <summary>The file never promises more than the guard has.</summary>
public sealed class LeaseFileTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1000.5);
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(2000);
    private readonly TemporaryFolder _folder = new();
    private readonly LeaseFile _file;

    public LeaseFileTests() => _file = new(_folder["lease.json"]);

    private string Content => File.ReadAllText(_file.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Given_a_start_then_epoch_and_deadline_are_there()
    {
        _file.Begin(3, Soon);

        Content.ShouldBe("""{"epoch":3,"deadlineMs":1000.5}""");
    }

    [Fact]
    public void Given_an_endless_role_then_the_deadline_is_null()
    {
        _file.Begin(3, null);

        Content.ShouldBe("""{"epoch":3,"deadlineMs":null}""");
    }

    [Fact]
    public void Given_a_later_deadline_then_it_is_promised_only_once_the_guard_has_confirmed_it()
    {
        _file.Begin(3, Soon);
        _file.Announce(Later);
        Content.ShouldContain("1000.5");
        _file.Confirm(Later);

        Content.ShouldContain("2000");
    }

    [Fact]
    public void Given_an_earlier_deadline_then_it_is_promised_before_the_guard_has_it()
    {
        _file.Begin(3, null);
        _file.Announce(Soon);

        Content.ShouldContain("1000.5");
    }

    [Fact]
    public void Given_a_late_confirmation_of_a_deadline_that_was_shortened_since_then_it_is_not_promised()
    {
        _file.Begin(3, Soon);
        _file.Announce(null);
        _file.Announce(Later);
        _file.Confirm(null);

        Content.ShouldContain("1000.5");
    }

    [Fact]
    public void Given_the_end_of_the_role_then_the_file_is_gone_and_a_late_confirmation_does_not_bring_it_back()
    {
        _file.Begin(3, Soon);
        _file.End();
        _file.Confirm(Later);
        _file.Announce(TimeSpan.Zero);

        File.Exists(_file.Path).ShouldBeFalse();
    }
}
