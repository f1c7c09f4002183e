using System.Net;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Security;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>Who may what.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("a-token-that-nobody-has")]
    public async Task Given_no_good_token_When_anything_is_asked_for_Then_401(string? token)
    {
        var response = await _instance.GetAsync("/v1/cluster", token);

        await Instance.ProblemAsync(response, HttpStatusCode.Unauthorized, ProblemCodes.Unauthorized);
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
    }

    [Theory]
    [InlineData(Instance.Viewer, "POST", "/v1/cluster/ha/disable")]
    [InlineData(Instance.Operator, "PATCH", "/v1/config")]
    [InlineData(Instance.Operator, "DELETE", "/v1/nodes/node-a")]
    [InlineData(Instance.Viewer, "POST", "/v1/projections/rebuild")]
    [InlineData(Instance.Join, "GET", "/v1/cluster")]
    [InlineData(Instance.Viewer, "POST", "/v1/nodes")]
    [InlineData(Instance.Admin, "POST", "/v1/nodes/node-a/heartbeats")]
    [InlineData(Instance.Join, "GET", "/v1/nodes/node-a/signals")]
    public async Task Given_a_token_with_the_wrong_role_When_it_is_used_Then_403_and_the_role_is_named(string token, string method, string path)
    {
        var problem = await Instance.ProblemAsync(await _instance.SendAsync(new(method), path, token, "{}"), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);

        problem.Detail.ShouldContain(token.Split('-')[0]);
    }

    [Fact]
    public async Task Given_a_nodes_token_When_it_is_used_elsewhere_Then_403()
    {
        var (_, reply) = await _instance.JoinAsync("node-a");

        await Instance.ProblemAsync(await _instance.GetAsync("/v1/cluster", reply.Token), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/health/leader", 200)]
    [InlineData("/health", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task Given_an_open_address_When_it_is_asked_for_without_a_token_Then_it_answers(string path, int status) =>
        ((int)(await _instance.GetAsync(path, token: null)).StatusCode).ShouldBe(status);

    [Fact]
    public async Task Given_too_many_unknown_tokens_When_they_go_on_Then_429_but_good_ones_pass()
    {
        HttpStatusCode last = 0;
        for (var i = 0; i < 61; i++)
        {
            last = (await _instance.GetAsync("/v1/cluster", $"unknown-{i}")).StatusCode;
        }

        last.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _instance.GetAsync("/v1/cluster")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Given_a_sign_in_address_When_it_is_used_Then_it_makes_a_cookie_once()
    {
        var cookie = await SignInAsync(out var code);
        var again = await _instance.GetAsync($"/signin?code={code}", token: null);

        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        again.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await CookieAsync(HttpMethod.Get, "/v1/cluster", cookie)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("X-Nothing", "said", HttpStatusCode.Forbidden)]
    public async Task Given_a_cookie_When_a_change_comes_from_a_page_Then_only_from_our_own(string header, string value, HttpStatusCode expected)
    {
        var cookie = await SignInAsync(out _);

        (await CookieAsync(HttpMethod.Post, "/v1/cluster/ha/disable", cookie, (header, value))).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Given_a_cookie_of_one_instance_When_another_on_the_same_store_reads_it_Then_it_is_good()
    {
        var cookie = await SignInAsync(out _);
        await using var other = await Instance.StartAsync(_instance.Store, acts: false);

        var response = await other.SendAsync(HttpMethod.Get, "/v1/cluster", token: null, headers: ("Cookie", cookie.Split(';')[0]));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<string> SignInAsync(out string code)
    {
        code = _instance.Services.GetRequiredService<SignInCodes>().Create(Tokens.Hash(Instance.Admin));
        return CookieOfAsync(code);
    }

    private async Task<string> CookieOfAsync(string code)
    {
        var response = await _instance.GetAsync($"/signin?code={code}", token: null);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
    }

    private Task<HttpResponseMessage> CookieAsync(HttpMethod method, string path, string cookie, params (string, string)[] headers) =>
        _instance.SendAsync(method, path, token: null, headers: [("Cookie", cookie.Split(';')[0]), .. headers]);
}
