using System.Net;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary><c>/v1/config</c>.</summary>
public sealed class ConfigurationTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_good_settings_When_they_are_set_Then_the_generation_rises_and_they_show()
    {
        await Instance.OkAsync(await PatchAsync("""{"set":{"lease":"00:00:03","drift":0.05},"reason":"slower"}"""));

        var view = await Instance.OkAsync(await _instance.GetAsync("/v1/config"));
        view.ShouldStartWith("{\"generation\":1,");
        view.ShouldContain("{\"name\":\"lease\",\"value\":\"00:00:03\",\"origin\":\"cluster\"");
        view.ShouldContain("{\"name\":\"drift\",\"value\":\"0.05\",\"origin\":\"cluster\"");
    }

    [Fact]
    public async Task Given_an_unknown_setting_When_it_is_set_Then_the_answer_names_it_and_a_near_one()
    {
        var problem = await RefusedAsync("""{"set":{"leese":"00:00:03"}}""");

        problem.Errors!["leese"].ShouldHaveSingleItem().ShouldContain("'lease'");
    }

    [Fact]
    public async Task Given_settings_that_contradict_When_they_are_set_Then_names_values_and_bounds_show()
    {
        var problem = await RefusedAsync("""{"set":{"heartbeatInterval":"00:00:02"}}""");

        problem.Detail.ShouldContain("heartbeatInterval");
        problem.Detail.ShouldContain("00:00:02");
        problem.Detail.ShouldContain("a third of lease");
    }

    [Fact]
    public async Task Given_a_value_of_a_wrong_type_When_it_is_set_Then_the_answer_names_it()
    {
        var problem = await RefusedAsync("""{"set":{"lease":{"seconds":3}}}""");

        problem.Errors!.Keys.ShouldContain("lease");
    }

    [Fact]
    public async Task Given_a_setting_for_an_unknown_node_When_it_is_set_Then_404() => await Instance.ProblemAsync(
        await PatchAsync("""{"set":{"priority":1},"node":"ghost"}"""), HttpStatusCode.NotFound, ProblemCodes.NotFound);

    private Task<HttpResponseMessage> PatchAsync(string body) => _instance.SendAsync(HttpMethod.Patch, "/v1/config", Instance.Admin, body);

    private async Task<Problem> RefusedAsync(string body) =>
        await Instance.ProblemAsync(await PatchAsync(body), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);
}
