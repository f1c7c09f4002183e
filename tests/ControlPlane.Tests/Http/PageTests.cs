using System.Net;
using System.Text.RegularExpressions;
using EventCluster.ControlPlane.Security;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>The page, as a browser without script sees it.</summary>
public sealed partial class PageTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_nobody_signed_in_When_the_page_is_asked_for_Then_it_says_how_to_sign_in()
    {
        var response = await _instance.GetAsync("/", token: null);
        var page = await response.Content.ReadAsStringAsync(Instance.Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page.ShouldContain("admin.token");
        page.ShouldContain("action=\"/signin\"");
        page.ShouldNotContain("class=\"health");
    }

    [Theory]
    [InlineData(Instance.Viewer, true)]
    [InlineData(Instance.Join, false)]
    [InlineData("nobodys-token", false)]
    public async Task Given_a_token_When_it_is_put_into_the_form_Then_it_signs_in_if_it_is_for_people(string token, bool good)
    {
        var response = await FormAsync("/signin", "", ("token", token));

        response.StatusCode.ShouldBe(good ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized);
        response.Headers.Contains("Set-Cookie").ShouldBe(good);
    }

    [Fact]
    public async Task Given_an_operator_When_the_page_is_shown_Then_servers_health_history_and_buttons_are_there()
    {
        await _instance.JoinAsync("node-a", request => request with { Product = "<script>alert(1)</script>" });

        var (page, _) = await PageAsync(await SignInAsync(Instance.Operator));

        page.ShouldContain("node-a");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script>alert");
        page.ShouldContain("class=\"health critical\"");
        page.ShouldContain("NodeJoined");
        page.ShouldContain("value=\"ha-disable\"");
        page.ShouldContain("value=\"drain\"");
    }

    [Fact]
    public async Task Given_a_viewer_When_the_page_is_shown_Then_no_button_changes_anything()
    {
        var cookie = await SignInAsync(Instance.Viewer);
        var (page, form) = await PageAsync(cookie);

        page.ShouldNotContain("name=\"do\"");
        (await FormAsync("/page/command", cookie, ("do", "ha-disable"), form)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Given_a_button_When_it_is_pressed_Then_the_command_is_done_in_the_persons_name()
    {
        var cookie = await SignInAsync(Instance.Operator);
        var (_, form) = await PageAsync(cookie);

        var response = await FormAsync("/page/command", cookie, ("do", "ha-disable"), form);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        _instance.Log.State.HighAvailability.ShouldBeFalse();
        (await Instance.OkAsync(await _instance.GetAsync("/v1/audit?limit=1"))).ShouldContain("token:operator");
    }

    [Fact]
    public async Task Given_a_job_When_its_button_is_pressed_Then_it_is_paused_and_the_page_says_so()
    {
        var cookie = await SignInAsync(Instance.Operator);
        var (before, form) = await PageAsync(cookie);
        before.ShouldContain("audit-checkpoint");
        before.ShouldNotContain("value=\"job-resume\"");

        var response = await FormAsync("/page/command", cookie, ("do", "job-pause"), ("job", "audit-checkpoint"), form);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        _instance.Log.State.Jobs["audit-checkpoint"].Paused.ShouldBeTrue();
        (await PageAsync(cookie)).Item1.ShouldContain("value=\"job-resume\"");
    }

    [Fact]
    public async Task Given_a_form_without_its_proof_When_it_is_sent_Then_nothing_is_done()
    {
        var cookie = await SignInAsync(Instance.Operator);

        (await FormAsync("/page/command", cookie, ("do", "ha-disable"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _instance.Log.State.HighAvailability.ShouldBeTrue();
    }

    [Theory]
    [InlineData("drain", "", "Say why")]
    [InlineData("drain", "because", "There is no node")]
    [InlineData("explode", "because", "not known")]
    public async Task Given_a_command_that_is_refused_When_the_page_comes_back_Then_it_says_why(string button, string reason, string sentence)
    {
        var cookie = await SignInAsync(Instance.Operator);
        var (_, form) = await PageAsync(cookie);

        var response = await FormAsync("/page/command", cookie, ("do", button), ("node", "ghost"), ("reason", reason), form);

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadAsStringAsync(Instance.Cancellation)).ShouldContain(sentence);
    }

    [Theory]
    [InlineData("/assets/page.css", "text/css")]
    [InlineData("/assets/page.js", "text/javascript")]
    public async Task Given_the_page_When_it_loads_what_it_needs_Then_it_is_there(string path, string type) =>
        (await _instance.GetAsync(path, token: null)).Content.Headers.ContentType!.MediaType.ShouldBe(type);

    [GeneratedRegex("name=\"(__RequestVerificationToken)\" value=\"([^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();

    private async Task<string> SignInAsync(string token)
    {
        var code = _instance.Services.GetRequiredService<SignInCodes>().Create(Tokens.Hash(token));
        return Cookie(await _instance.GetAsync($"/signin?code={code}", token: null));
    }

    private async Task<(string Page, (string Name, string Value) Form)> PageAsync(string cookie)
    {
        var response = await _instance.SendAsync(HttpMethod.Get, "/", token: null, headers: ("Cookie", cookie));
        var page = await Instance.OkAsync(response);
        var match = FormToken().Match(page);
        _formCookie = Cookie(response);
        return (page, (match.Groups[1].Value, match.Groups[2].Value));
    }

    private string _formCookie = "";

    private Task<HttpResponseMessage> FormAsync(string path, string cookie, params (string Name, string Value)[] fields) => _instance.SendAsync(
        HttpMethod.Post, path, token: null, string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}")), "application/x-www-form-urlencoded",
        ("Cookie", $"{cookie}; {_formCookie}"), ("Sec-Fetch-Site", "same-origin"));

    private static string Cookie(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").First().Split(';')[0];
}
