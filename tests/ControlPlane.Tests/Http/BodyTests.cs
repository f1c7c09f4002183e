using System.Net;
using System.Net.Sockets;
using System.Text;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>Bodies and addresses that cannot be: each is answered with what is wrong and where.</summary>
public sealed class BodyTests : IAsyncLifetime
{
    private const string Switchover = "/v1/cluster/switchover";
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_malformed_JSON_When_it_is_sent_Then_the_answer_says_where()
    {
        var problem = await Refused(Switchover, "{\n  \"to\": node-b }");

        problem.Detail.ShouldContain("line 2");
    }

    [Fact]
    public async Task Given_a_wrong_type_When_it_is_sent_Then_the_answer_names_the_field_and_what_it_must_be()
    {
        var problem = await Refused("/v1/cluster/failover", """{"reason":"x","confirmFenced":"yes"}""");

        problem.Errors!["confirmFenced"].ShouldHaveSingleItem().ShouldContain("true or false");
    }

    [Fact]
    public async Task Given_an_unknown_member_When_it_is_sent_Then_the_answer_names_it()
    {
        var problem = await Refused(Switchover, """{"reason":"x","targt":"node-b"}""");

        problem.Errors!["targt"].ShouldHaveSingleItem().ShouldContain("to");
    }

    [Theory]
    [InlineData("""{"reason":"x","reason":"y"}""")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"reason\":\"x\"} trailing")]
    [InlineData("{\"reason\":\"\\ud800\"}")]
    public async Task Given_a_body_that_is_no_plain_object_When_it_is_sent_Then_it_is_refused(string body) => await Refused(Switchover, body);

    [Fact]
    public async Task Given_a_body_that_is_too_large_When_it_is_sent_Then_413()
    {
        var body = $$"""{"reason":"{{new string('x', 1024 * 1024)}}"}""";
        await Instance.ProblemAsync(await _instance.PostAsync(Switchover, body), HttpStatusCode.RequestEntityTooLarge, ProblemCodes.BodyTooLarge);
    }

    [Fact]
    public async Task Given_an_agents_body_that_is_too_large_When_it_is_sent_Then_413_already_at_256_KiB()
    {
        var body = $$"""{"name":"{{new string('x', 256 * 1024)}}"}""";
        var problem = await Instance.ProblemAsync(
            await _instance.PostAsync("/v1/nodes", body, Instance.Join), HttpStatusCode.RequestEntityTooLarge, ProblemCodes.BodyTooLarge);
        problem.Detail.ShouldContain("262144");
    }

    [Fact]
    public async Task Given_a_body_that_is_not_JSON_When_it_is_sent_Then_415() => await Instance.ProblemAsync(
        await _instance.SendAsync(HttpMethod.Post, Switchover, Instance.Admin, "reason=x", "application/x-www-form-urlencoded"),
        HttpStatusCode.UnsupportedMediaType, ProblemCodes.UnsupportedMediaType);

    [Fact]
    public async Task Given_an_unknown_address_When_it_is_asked_for_Then_404() =>
        await Instance.ProblemAsync(await _instance.GetAsync("/v1/nothing"), HttpStatusCode.NotFound, ProblemCodes.NotFound);

    [Fact]
    public async Task Given_a_method_that_is_not_there_When_it_is_used_Then_405() => await Instance.ProblemAsync(
        await _instance.SendAsync(HttpMethod.Put, "/v1/cluster"), HttpStatusCode.MethodNotAllowed, ProblemCodes.MethodNotAllowed);

    [Fact]
    public async Task Given_bad_bodies_When_others_follow_on_the_same_connection_Then_it_stays_open()
    {
        var connections = 0;
        using SocketsHttpHandler handler = new()
        {
            MaxConnectionsPerServer = 1,
            ConnectCallback = async (context, cancellation) =>
            {
                connections++;
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using HttpClient client = new(handler) { BaseAddress = _instance.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Instance.Join);
        foreach (var (body, type) in new[] { ("{", "application/json"), ("{}", "application/json"), ("{}", "text/plain"), ("", "application/json") })
        {
            using StringContent content = new(body, Encoding.UTF8, type);
            using var response = await client.PostAsync("/v1/nodes", content, Instance.Cancellation);
            ((int)response.StatusCode).ShouldBeInRange(400, 415);
        }

        connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/audit?limit=0", "limit")]
    [InlineData("/v1/audit?limit=many", "limit")]
    [InlineData("/v1/audit?from=yesterday", "from")]
    [InlineData("/v1/audit?correlationId=1", "correlationId")]
    [InlineData("/v1/audit?after=x", "after")]
    [InlineData("/v1/audit?typ=NodeLost", "typ")]
    [InlineData("/v1/audit/export?format=xml", "format")]
    [InlineData("/v1/cluster?version=-1", "version")]
    [InlineData("/v1/cluster?version=0&version=1", "version")]
    [InlineData("/v1/cluster?at=noon", "at")]
    public async Task Given_a_wrong_query_parameter_When_it_is_sent_Then_the_answer_names_it(string path, string name)
    {
        var problem = await Instance.ProblemAsync(await _instance.GetAsync(path), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

        problem.Errors!.Keys.ShouldContain(name);
    }

    private async Task<Problem> Refused(string path, string body) =>
        await Instance.ProblemAsync(await _instance.PostAsync(path, body), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);
}
