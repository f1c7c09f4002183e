using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Service;

public sealed class ServiceLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Given_output_beyond_the_bound_then_the_log_is_turned_over_and_one_older_is_kept()
    {
        using var log = new ServiceLog(_folder["service.log"], bound: 10);
        log.Append("first..."u8);
        log.Append("second.."u8);
        log.Append("third..."u8);

        File.ReadAllText(_folder["service.log"]).ShouldBe("third...");
        File.ReadAllText(_folder["service.log.1"]).ShouldBe("second..");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void Given_a_log_of_an_earlier_process_then_it_goes_on()
    {
        using (var before = new ServiceLog(_folder["service.log"]))
        {
            before.Append("a"u8);
        }

        using var log = new ServiceLog(_folder["service.log"]);
        log.Append("b"u8);

        File.ReadAllText(_folder["service.log"]).ShouldBe("ab");
    }

    [Fact]
    public void Given_a_disk_that_refuses_then_output_is_lost_and_nothing_fails()
    {
        using var log = new ServiceLog(_folder["absent/service.log"]);

        Should.NotThrow(() => log.Append("a"u8));
    }
}
