using EventCluster.NodeWorker.Settings;
using Microsoft.Extensions.Configuration;

namespace EventCluster.NodeWorker.Tests.Settings;

public sealed class SettingsReaderTests
{
    private static readonly (string, string)[] Enough = [("Node:Name", "node-a"), ("Node:JoinToken", "secret"), ("Node:Service:Command", "/bin/sleep 5")];

    [Fact]
    public void Given_the_least_then_the_rest_has_defaults()
    {
        var settings = Good(Enough);

        settings.Roles.ShouldBe(["web", "service"]);
        settings.ControlPlanes.ShouldBe([new Uri("http://127.0.0.1:33237")]);
        settings.Listen.ShouldBe(new Uri("http://127.0.0.1:33241"));
        settings.Service.Command.ShouldBe(["/bin/sleep", "5"]);
        settings.Service.StopBound.ShouldBe(SettingsReader.SupervisedStopBound);
        settings.DataDirectory.ShouldBe(Path.GetFullPath("data"));
        settings.Key.ShouldBeNull();
    }

    [Fact]
    public void Given_lists_as_text_or_as_entries_then_both_are_read()
    {
        var settings = Good([.. Enough, ("Node:ControlPlanes", "http://a:1, http://b:2"), ("Node:Storage:0", "/srv/a"), ("Node:Storage:1", "s3://b/c")]);

        settings.ControlPlanes.ShouldBe([new Uri("http://a:1"), new Uri("http://b:2")]);
        settings.Storage.ShouldBe(["/srv/a", "s3://b/c"]);
    }

    [Fact]
    public void Given_hooks_then_the_stop_bound_is_theirs()
    {
        var settings = Good([
            ("Node:Name", "n"), ("Node:JoinToken", "s"), ("Node:Service:Hooks:Activate", "/x/on --now"), ("Node:Service:Hooks:Deactivate", "/x/off"),
            ("Node:Service:StopBound", "00:00:03")]);

        settings.Service.HasHooks.ShouldBeTrue();
        settings.Service.Activate.ShouldBe(["/x/on", "--now"]);
        settings.Service.StopBound.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Given_a_web_node_then_it_needs_no_service()
    {
        var settings = Good([("Node:Name", "n"), ("Node:JoinToken", "s"), ("Node:Roles", "web")]);

        settings.IsWeb.ShouldBeTrue();
        settings.RunsService.ShouldBeFalse();
    }

    [Fact]
    public void Given_actions_then_each_has_its_command_and_perhaps_a_limit()
    {
        var settings = Good([.. Enough, ("Node:Actions:backup:Command", "/bin/tar -c '/srv/a b'"), ("Node:Actions:tidy.up:Command", "/bin/tidy"), ("Node:Actions:tidy.up:TimeLimit", "00:10:00")]);

        settings.Actions["backup"].ShouldSatisfyAllConditions(a => a.Command.ShouldBe(["/bin/tar", "-c", "/srv/a b"]), a => a.TimeLimit.ShouldBeNull());
        settings.Actions["tidy.up"].TimeLimit.ShouldBe(TimeSpan.FromMinutes(10));
        Good(Enough).Actions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Node:Actions:Back up:Command", "/bin/x", "Node:Actions:Back up", "lower-case")]
    [InlineData("Node:Actions:a:Command", "", "Node:Actions:a:Command", "empty")]
    [InlineData("Node:Actions:a:Command", "'/bin/x", "Node:Actions:a:Command", "not closed")]
    [InlineData("Node:Actions:a:TimeLimit", "00:10:00", "Node:Actions:a:Command", "empty")]
    [InlineData("Node:Actions:a:TimeLimit", "00:00:00", "Node:Actions:a:TimeLimit", "above zero")]
    [InlineData("Node:Actions:a:TimeLimit", "2.00:00:00", "Node:Actions:a:TimeLimit", "1.00:00:00")]
    [InlineData("Node:Actions:a:Comand", "/bin/x", "Node:Actions:a:Comand", "not known")]
    [InlineData("Node:Name", "Node A", "Node:Name", "lower-case")]
    [InlineData("Node:Roles", "web,leader", "Node:Roles", "'leader'")]
    [InlineData("Node:ControlPlanes", "127.0.0.1:33237", "Node:ControlPlanes", "http://")]
    [InlineData("Node:ControlPlanes", "ftp://x", "Node:ControlPlanes", "http://")]
    [InlineData("Node:Listen", "https://127.0.0.1:1", "Node:Listen", "http only")]
    [InlineData("Node:Service:Command", "'/bin/x", "Node:Service:Command", "not closed")]
    [InlineData("Node:Service:Hooks:Activate", "/x", "Node:Service:Command", "exactly one")]
    [InlineData("Node:Service:Comand", "/x", "Node:Service:Comand", "not known")]
    [InlineData("Bus:Ulr", "amqp://broker", "Bus:Ulr", "not known")]
    [InlineData("Bus:Provider", "RabbitMq", "EncryptionKey", "Bus:Provider is RabbitMq")]
    [InlineData("Node:JoinTokenFile", "/x", "Node:JoinToken", "set one of them")]
    [InlineData("EncryptionKey", "short", "EncryptionKey", "at least 16")]
    [InlineData("EncryptionKeyFile", "/does/not/exist", "EncryptionKeyFile", "cannot be read")]
    public void Given_a_bad_value_then_its_name_and_the_remedy_are_told(string name, string value, string blamed, string remedy)
    {
        var (settings, errors) = Read([.. Enough, (name, value)]);

        settings.ShouldBeNull();
        var error = errors.First(error => error.Name == blamed);
        error.Message.ShouldContain(blamed);
        error.Message.ShouldContain(remedy);
    }

    [Fact]
    public void Given_hooks_without_their_opposite_then_that_is_told() =>
        Read([("Node:Name", "n"), ("Node:JoinToken", "s"), ("Node:Service:Hooks:Activate", "/x")]).Errors
            .ShouldHaveSingleItem().Name.ShouldBe("Node:Service:Hooks:Deactivate");

    [Theory]
    [InlineData("0")]
    [InlineData("-00:00:01")]
    [InlineData("02:00:00")]
    [InlineData("soon")]
    public void Given_a_stop_bound_out_of_its_bounds_then_that_is_told(string bound) =>
        Read([
            ("Node:Name", "n"), ("Node:JoinToken", "s"), ("Node:Service:Hooks:Activate", "/x"), ("Node:Service:Hooks:Deactivate", "/y"),
            ("Node:Service:StopBound", bound)]).Errors.ShouldHaveSingleItem().Message.ShouldContain("01:00:00");

    [Fact]
    public void Given_several_bad_values_then_one_start_shows_them_all() =>
        Read([("Node:Name", "A"), ("Node:Roles", "x"), ("Node:Listen", "y")]).Errors.Select(error => error.Name)
            .ShouldBe(["Node:Roles", "Node:Name", "Node:JoinToken", "Node:Listen"], ignoreOrder: true);

    [Fact]
    public void Given_a_join_token_then_no_error_shows_it() =>
        Read([("Node:JoinToken", "very-secret"), ("Node:JoinTokenFile", "/x")]).Errors.ShouldAllBe(error => !error.Message.Contains("very-secret"));

    private static WorkerSettings Good((string, string)[] values)
    {
        var (settings, errors) = Read(values);
        errors.Select(error => error.Message).ShouldBeEmpty();
        return settings!;
    }

    private static (WorkerSettings? Settings, IReadOnlyList<EventCluster.Hosting.SettingException> Errors) Read((string Name, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            values.GroupBy(value => value.Name).Select(same => KeyValuePair.Create("EventCluster:" + same.Key, (string?)same.Last().Value)));
        return SettingsReader.Read(configuration.Build());
    }
}
