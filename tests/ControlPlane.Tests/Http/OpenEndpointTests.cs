using System.Net;
using System.Text.Json;
using EventCluster.ControlPlane.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>What is open to everyone, and what is described.</summary>
public sealed class OpenEndpointTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public void Given_all_endpoints_When_those_without_a_rule_are_listed_Then_they_are_these()
    {
        var open = _instance.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<AccessRule>() is null).Select(e => e.RoutePattern.RawText!.TrimEnd('/')).Distinct();

        open.ShouldBe(
            ["", "/assets/page.css", "/assets/page.js", "/health", "/health/leader", "/health/live", "/health/ready", "/metrics", "/openapi/{documentName}.json", "/signin", "/v1/scheduler/promises"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Given_the_description_When_it_is_read_Then_every_address_of_v1_is_in_it_with_its_purpose()
    {
        var paths = JsonElement.Parse(await Instance.OkAsync(await _instance.GetAsync("/openapi/v1.json", token: null))).GetProperty("paths");

        var mapped = _instance.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!.TrimEnd('/')).Where(p => p.StartsWith("/v1/", StringComparison.Ordinal)).Distinct().ToList();
        paths.EnumerateObject().Select(p => p.Name).Where(p => p.StartsWith("/v1/", StringComparison.Ordinal)).ShouldBe(mapped, ignoreOrder: true);
        paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ShouldAllBe(o => o.Value.GetProperty("summary").GetString()!.Length > 5);
    }

    [Fact]
    public async Task Given_an_instance_without_the_term_When_a_checker_wants_another_code_Then_it_gets_it()
    {
        await using var standby = await Instance.StartAsync(_instance.Store, acts: false);

        (await standby.GetAsync("/health/leader", token: null)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ((int)(await standby.GetAsync("/health/leader?standbyCode=429", token: null)).StatusCode).ShouldBe(429);
    }

    [Fact]
    public async Task Given_a_joined_node_When_metrics_are_read_Then_each_name_is_described_once_and_states_are_numbers()
    {
        await _instance.JoinAsync("node-a");

        var text = await Instance.OkAsync(await _instance.GetAsync("/metrics", token: null));
        var helps = text.Split('\n').Where(l => l.StartsWith("# HELP ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();

        helps.ShouldBeUnique();
        text.ShouldContain("eventcluster_leader 1\n");
        text.ShouldContain("eventcluster_health 2\n");
        text.ShouldContain("eventcluster_node_state{node=\"node-a\"} 0\n");
    }

    [Fact]
    public async Task Given_the_scheduler_When_it_is_asked_for_Then_the_holder_of_the_term_is_named()
    {
        var text = await Instance.OkAsync(await _instance.GetAsync("/v1/scheduler"));

        text.ShouldStartWith("{\"instance\":\"cp-1\",\"term\":1,");
        text.ShouldContain("\"state\":\"active\"");
    }
}
