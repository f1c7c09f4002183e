using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.State;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.State;

public sealed class DataDirectoryTests : IDisposable
{
    private static readonly Guid Id = Guid.Parse("018f0000-0000-7000-8000-000000000001");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Given_a_directory_in_use_then_a_second_worker_is_refused_until_the_first_is_gone()
    {
        string home;
        using (var first = DataDirectory.Open(_folder["data"]))
        {
            home = first.Home;
            Should.Throw<SettingException>(() => DataDirectory.Open(_folder["data"])).Name.ShouldBe("DataDirectory");
        }

        using var second = DataDirectory.Open(_folder["data"]);
        second.Home.ShouldBe(home);
    }

    [Fact]
    public void Given_two_directories_then_they_are_two_homes()
    {
        using var first = DataDirectory.Open(_folder["a"]);
        using var second = DataDirectory.Open(_folder["b"]);

        second.Home.ShouldNotBe(first.Home);
    }

    [Fact]
    public void Given_a_first_start_then_the_identity_is_made_once_and_nobody_else_may_read_it()
    {
        using var data = DataDirectory.Open(_folder["data"]);

        data.LoadIdentity(() => Id).ShouldBe(new NodeIdentity(Id, null));
        data.Save(new NodeIdentity(Id, "secret"));
        data.LoadIdentity(() => Guid.Empty).ShouldBe(new NodeIdentity(Id, "secret"));
        File.GetUnixFileMode(_folder["data/node.json"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Given_a_state_that_is_recorded_then_the_next_process_finds_it()
    {
        var desired = new DesiredState(
            NodeRole.Active, 4, TimeSpan.FromSeconds(5), "r", WebState.Draining, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 7, Id);
        var state = new WorkerState(4, desired, new(new ProcessIdentity(1, 2), new ProcessIdentity(3, 4), Hooks: false));
        using var data = DataDirectory.Open(_folder["data"]);
        data.LoadState().ShouldBe(WorkerState.Nothing);
        await using (var recorder = new StateRecorder(data, _ => { }))
        {
            recorder.Record(state with { Epoch = 3 });
            recorder.Record(state);
        }

        data.LoadState().ShouldBe(state);
    }

    [Fact]
    public async Task Given_a_disk_that_refuses_then_that_is_told()
    {
        using var data = DataDirectory.Open(_folder["data"]);
        Directory.CreateDirectory(_folder["data/state.json.new"]);
        var told = "";
        await using (var recorder = new StateRecorder(data, what => told = what))
        {
            recorder.Record(WorkerState.Nothing);
        }

        told.ShouldContain("cannot be written");
    }

    [Fact]
    public void Given_a_damaged_state_then_the_start_is_refused_with_what_to_do()
    {
        using var data = DataDirectory.Open(_folder["data"]);
        File.WriteAllText(_folder["data/state.json"], "{\"epoch\":");

        Should.Throw<SettingException>(data.LoadState).Message.ShouldContain("delete that file");
    }
}
