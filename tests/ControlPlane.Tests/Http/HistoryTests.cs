using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Log;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>The audit history, the event stream, and the past.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private readonly InMemoryStreamStore _store = new();
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync(_store);

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_history_When_it_is_listed_Then_the_newest_is_first_and_pages_join()
    {
        await SwitchAsync(6);
        var all = await PageAsync("limit=1000");
        List<int> versions = [];
        string? next = null;
        do
        {
            var page = await PageAsync($"limit=3{(next is null ? "" : $"&after={next}")}");
            versions.AddRange(page.Items.Select(i => i.Version));
            next = page.Next;
        }
        while (next is not null);

        all.Items[0].Version.ShouldBe(_instance.Log.State.Version);
        versions.ShouldBe(all.Items.Select(i => i.Version));
        versions[^1].ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_version_When_what_came_after_is_asked_for_Then_it_comes_oldest_first()
    {
        await SwitchAsync(3);

        (await PageAsync("after=1&limit=2")).Items.Select(i => i.Version).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Given_filters_When_they_are_used_Then_only_what_matches_comes()
    {
        await SwitchAsync(2);
        await _instance.JoinAsync("node-a");
        await _instance.PostAsync("/v1/nodes/ghost/drain", """{"reason":"x"}""", Instance.Operator);

        (await PageAsync("type=HighAvailabilityDisabled,HighAvailabilityEnabled")).Items.Select(i => i.Type).ShouldBe(["HighAvailabilityEnabled", "HighAvailabilityDisabled"]);
        (await PageAsync("node=node-a")).Items.ShouldContain(i => i.Type == "NodeJoined");
        var refused = (await PageAsync("actor=token:operator")).Items.ShouldHaveSingleItem();
        refused.Outcome.ShouldBe("refused");
        refused.Data.GetProperty("code").GetString().ShouldBe("notFound");
        (await PageAsync("to=2000-01-01T00:00:00Z")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_history_When_it_is_exported_Then_each_format_holds_every_event()
    {
        await _instance.CommandAsync("/v1/cluster/ha/disable", """{"reason":"=cmd|'/c calc'!A1, \"quoted\""}""");
        var events = _instance.Log.State.Version + 1;

        var jsonl = await LinesAsync("jsonl");
        var csv = await LinesAsync("csv");
        var cloudEvents = await LinesAsync("cloudevents");

        jsonl.Length.ShouldBe(events);
        jsonl.Select((line, i) => JsonSerializer.Deserialize(line, WireJson.Default.AuditEntry)!.Version == i).ShouldAllBe(same => same);
        csv.Length.ShouldBe(events + 1);
        csv[^1].ShouldContain("\"'=cmd|'/c calc'!A1, \"\"quoted\"\"\"");
        cloudEvents.Length.ShouldBe(events);
        var last = JsonElement.Parse(cloudEvents[^1]);
        last.GetProperty("specversion").GetString().ShouldBe("1.0");
        last.GetProperty("type").GetString().ShouldBe("eventcluster.HighAvailabilityDisabled");
        last.GetProperty("source").GetString().ShouldNotBeNullOrEmpty();
        last.GetProperty("correlationid").GetGuid().ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task Given_a_listener_When_something_happens_Then_it_hears_of_it_and_can_resume()
    {
        var seen = _instance.Log.State.Version;
        using var first = await _instance.GetAsync("/v1/events");
        using StreamReader live = new(await first.Content.ReadAsStreamAsync(Instance.Cancellation));
        (await live.ReadLineAsync(Instance.Cancellation)).ShouldBe(": listening");
        await SwitchAsync(2);
        (await IdAsync(live)).ShouldBe(seen + 1);
        (await IdAsync(live)).ShouldBe(seen + 2);

        using var second = await _instance.SendAsync(HttpMethod.Get, "/v1/events?after=0", Instance.Viewer, headers: ("Last-Event-ID", $"{seen + 1}"));
        using StreamReader resumed = new(await second.Content.ReadAsStreamAsync(Instance.Cancellation));
        (await IdAsync(resumed)).ShouldBe(seen + 2);
    }

    [Fact]
    public async Task Given_the_past_When_it_is_asked_for_Then_it_shows_as_it_was()
    {
        var before = await _instance.StatusAsync();
        await SwitchAsync(1);
        var changed = await _instance.StatusAsync();

        (await _instance.StatusAsync($"?version={before.Version}")).HighAvailability.Enabled.ShouldBeTrue();
        (await _instance.StatusAsync($"?version={changed.Version}")).HighAvailability.Enabled.ShouldBeFalse();
        (await _instance.StatusAsync($"?at={before.At:O}")).Version.ShouldBe(before.Version);
        (await _instance.StatusAsync($"?version={before.Version}")).Position.ShouldBe(before.Position);
        await Instance.ProblemAsync(await _instance.GetAsync("/v1/cluster?version=999"), HttpStatusCode.NotFound, ProblemCodes.NotFound);
        await Instance.ProblemAsync(await _instance.GetAsync("/v1/cluster?at=2000-01-01T00:00:00Z"), HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task Given_a_known_version_When_the_status_is_asked_for_Then_304_until_it_changes()
    {
        var tag = (await _instance.GetAsync("/v1/cluster")).Headers.ETag!.Tag;

        (await _instance.SendAsync(HttpMethod.Get, "/v1/cluster", headers: ("If-None-Match", tag))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await SwitchAsync(1);
        (await _instance.SendAsync(HttpMethod.Get, "/v1/cluster", headers: ("If-None-Match", tag))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Given_a_history_When_it_is_folded_anew_Then_it_equals_the_live_view()
    {
        await _instance.JoinAsync("node-a");
        await SwitchAsync(3);
        var events = _instance.Log.State.Version + 1;

        var report = JsonSerializer.Deserialize(await Instance.OkAsync(await _instance.PostAsync("/v1/projections/rebuild")), WireJson.Default.RebuildReport)!;
        report.Equal.ShouldBeTrue(report.FirstDifference);
        report.Events.ShouldBeGreaterThanOrEqualTo(events);
    }

    [Fact]
    public async Task Given_an_event_of_a_newer_version_When_it_is_met_Then_nothing_is_guessed_and_everyone_is_told()
    {
        var version = _instance.Log.State.Version;
        await _store.AppendAsync(ClusterLog.Stream, ExpectedVersion.At(version), [new(Guid.CreateVersion7(), "NodeTeleported", "{}"u8.ToArray(), "{}"u8.ToArray())], Instance.Cancellation);
        await Instance.Until(() => _instance.Log.Fault is not null);

        var ready = await _instance.GetAsync("/health/ready", token: null);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(Instance.Cancellation)).ShouldContain("NodeTeleported");
        var status = await _instance.StatusAsync();
        status.Version.ShouldBe(version);
        status.Health.Findings.ShouldContain(f => f.Code == "historyUnreadable");
        var refused = await Instance.ProblemAsync(await _instance.PostAsync("/v1/cluster/ha/disable"), HttpStatusCode.ServiceUnavailable, ProblemCodes.NotReady);
        refused.Detail.ShouldContain("NodeTeleported");
        (await PageAsync("limit=1")).Items.ShouldHaveSingleItem().Type.ShouldBe("NodeTeleported");
    }

    private async Task SwitchAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _instance.CommandAsync(i % 2 == 0 ? "/v1/cluster/ha/disable" : "/v1/cluster/ha/enable");
        }
    }

    private async Task<AuditPage> PageAsync(string query) =>
        JsonSerializer.Deserialize(await Instance.OkAsync(await _instance.GetAsync($"/v1/audit?{query}")), WireJson.Default.AuditPage)!;

    private async Task<string[]> LinesAsync(string format) =>
        (await Instance.OkAsync(await _instance.GetAsync($"/v1/audit/export?format={format}"))).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<int> IdAsync(StreamReader lines)
    {
        while (true)
        {
            if ((await lines.ReadLineAsync(Instance.Cancellation))!.Split("id: ") is ["", var id])
            {
                return int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
            }
        }
    }
}
