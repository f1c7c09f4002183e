using EventCluster.Hosting;
using EventCluster.NodeWorker.Follow;
using EventCluster.NodeWorker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.NodeWorker.Tests.Follow;

/// <summary>Holes are filled over real HTTP, beside everything else.</summary>
public sealed class FollowLoopTests : IAsyncLifetime
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9");
    private readonly History _history = new();
    private readonly TemporaryFolder _folder = new();
    private CancellationTokenSource _stop = new();
    private ClusterFollower _follower = null!;
    private FakeControlPlane _fake = null!;
    private EventPages _pages = null!;
    private FollowLoop _loop = null!;
    private Task _running = Task.CompletedTask;
    private volatile int _known = -1;

    private string Path => _folder["follow.json"];

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeControlPlane.StartAsync();
        _fake.Events = (after, limit) => _history.Page(after, Math.Min(limit, 4), _history.Version);
        for (var i = 0; i < 20; i++)
        {
            _history.AddAny(i);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _fake.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Given_a_newcomer_then_it_reads_the_past_page_by_page_keeps_it_and_the_next_process_reads_on_from_there()
    {
        Start(_fake.Address);
        await Followed("the past");
        await StopAsync();
        _follower.Counts.Filled.ShouldBe(_history.Followed.Count());
        FollowFile.Load(Path, History.Node).Followed.ShouldBe(_history.Plain() with { Through = 19 });
        var last = _follower.Cluster.Cluster.Version;
        _history.AddAny(0);
        _fake.Events = (after, limit) => after >= last - 1 ? _history.Page(after, limit, _history.Version) : null;
        Start(_fake.Address);
        await Followed("the rest");
        _follower.Counts.Filled.ShouldBe(1);
    }

    [Fact]
    public async Task Given_nobody_who_has_joined_then_nothing_is_asked()
    {
        Start(_fake.Address, join: false);
        _follower.Missed();
        await StopAsync();

        _fake.Pages.ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_instance_that_cannot_be_reached_then_the_next_one_is_asked()
    {
        Start(Nobody, _fake.Address);
        await Followed("the past, from the second instance");
        _loop.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_control_plane_that_gives_no_events_then_that_is_shown_and_tried_again()
    {
        _fake.Events = (_, _) => null;
        Start(_fake.Address);
        await Eventually.Holds(() => _loop.Problem is not null, "the problem");
        _loop.Problem.ShouldBe($"{_fake.Address} answered 503");

        _fake.Events = (after, limit) => _history.Page(after, limit, _history.Version);
        await Followed("the past, at last");
        await Eventually.Holds(() => _loop.Problem is null, "the end of the problem");
    }

    [Fact]
    public async Task Given_pages_that_never_end_then_the_reading_ends()
    {
        _fake.Events = (after, _) => new([], after, true);
        Start(_fake.Address);

        await Eventually.Holds(() => _loop.Problem is not null, "the problem");
        _loop.Problem!.ShouldContain("do not go on");
    }

    [Fact]
    public async Task Given_a_hole_then_it_is_filled()
    {
        Start(_fake.Address);
        await Followed("the past");
        _history.AddAny(0);

        _follower.Hear(_history.AddAny(1)).ShouldBe(Following.Hole);

        await Followed("what was missing");
        _follower.Counts.Holes.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_last_event_that_was_lost_then_it_is_found_by_the_clusters_version()
    {
        Start(_fake.Address);
        await Followed("the past");
        _history.AddAny(0);
        _known = _history.Version;

        await Followed("what nobody has told of");
        _follower.Counts.Holes.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_history_that_does_not_continue_what_was_followed_then_it_is_followed_from_its_start()
    {
        var other = new History();
        other.AddAny(1);
        other.AddAny(1);
        new FollowFile("test", History.Node, other.Plain() with { Through = 1 }).Save(Path);
        Start(_fake.Address);

        await Followed("the other history");
        _follower.Counts.Restarts.ShouldBe(1);
    }

    private void Start(Uri address, Uri? second = null, bool join = true) => Start(second is null ? [address] : [address, second], join);

    private void Start(IReadOnlyList<Uri> addresses, bool join)
    {
        _stop = new();
        var known = FollowFile.Load(Path, History.Node);
        _follower = new(known.Followed);
        _pages = new(History.Node, addresses, () => "node-token");
        _loop = new(_follower, _pages, known, file => file.Save(Path), 0, () => _known, () => false, BootTimeProvider.Instance, NullLogger<FollowLoop>.Instance);
        if (join)
        {
            _loop.Joined(new(History.Node, "test", "node-token", new(0, 1, _history.Version, FakeControlPlane.Standby())));
        }

        _running = _loop.RunAsync(_stop.Token);
    }

    private async Task StopAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        _pages.Dispose();
        _stop.Dispose();
    }

    private Task Followed(string what) => Eventually.Holds(() => _follower.Cluster == _history.Plain() with { Through = _history.Version }, $"{what}; {_loop.Problem}");
}
