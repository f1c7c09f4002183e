using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Settings;
using Microsoft.Extensions.Configuration;

namespace EventCluster.ControlPlane.Tests.Settings;

/// <summary>Settings are validated together; each error names the setting, the value, the bound and the remedy.</summary>
public sealed class SettingsReaderTests
{
    [Fact]
    public void Given_nothing_When_settings_are_read_Then_the_defaults_hold()
    {
        var settings = Read().Settings!;

        settings.Urls.ShouldBe(["http://127.0.0.1:33237"]);
        settings.DataDirectory.ShouldBe("/base/data");
        settings.Store.Path.ShouldBe("/base/data/eventcluster.db");
        settings.Profile.ShouldBe("balanced");
        settings.Instance.ShouldBe("machine-33237");
        settings.Key.ShouldBeNull();
    }

    [Fact]
    public void Given_several_errors_When_settings_are_read_Then_all_are_told_at_once()
    {
        var errors = Read(("Urls", "not an address"), ("Cluster:Profile", "quick"), ("Store:Provider", "Oracle"), ("Bus:Provider", "Pigeon"), ("EncryptionKey", "short")).Errors;

        errors.Count.ShouldBe(5);
        errors.ShouldContain(e => e.Contains("'Urls'") && e.Contains("not an address"));
        errors.ShouldContain(e => e.Contains("'Cluster:Profile'") && e.Contains("quick") && e.Contains("balanced"));
        errors.ShouldContain(e => e.Contains("'Store:Provider'") && e.Contains("Oracle") && e.Contains("SqlServer"));
        errors.ShouldContain(e => e.Contains("'Bus:Provider'") && e.Contains("Pigeon") && e.Contains("RabbitMq"));
        errors.ShouldContain(e => e.Contains("'EncryptionKey'") && e.Contains("16"));
    }

    [Fact]
    public void Given_a_SQL_Server_When_settings_are_read_Then_its_connection_string_is_passed_through_and_never_shown()
    {
        const string Text = "Server=db.example,1433;Database=cluster;User Id=eventcluster;Password=top secret;MultiSubnetFailover=True";
        var settings = Read(("Store:Provider", "sqlserver"), ("Store:ConnectionString", Text)).Settings.ShouldNotBeNull();

        settings.Store.SqlServer.ShouldBe(Text);
        settings.ToString().ShouldNotContain("top secret");
    }

    [Theory]
    [InlineData("", "no server or no database")]
    [InlineData("Server=db;Password=top secret", "no server or no database")]
    [InlineData("Server=db;Database=cluster;Pasword=top secret", "can read")]
    [InlineData("Server=db;Database=cluster;Password='top secret", "can read")]
    public void Given_a_wrong_connection_string_When_settings_are_read_Then_it_is_refused_without_its_text(string text, string says)
    {
        var error = Read(("Store:Provider", "SqlServer"), ("Store:ConnectionString", text)).Errors.ShouldHaveSingleItem();

        error.ShouldContain("'Store:ConnectionString'");
        error.ShouldContain(says);
        error.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("DataDirektory", "DataDirectory")]
    [InlineData("Cluster:Nmae", "Cluster:Name")]
    public void Given_a_misspelt_setting_When_settings_are_read_Then_it_is_not_ignored(string name, string meant)
    {
        var error = Read((name, "x")).Errors.ShouldHaveSingleItem();

        error.ShouldContain($"'{name}'");
        error.ShouldContain($"Did you mean '{meant}'");
    }

    [Theory]
    [InlineData("http://0.0.0.0:33237")]
    [InlineData("http://*:33237")]
    [InlineData("http://10.0.0.1:33237")]
    public void Given_an_address_that_others_reach_When_no_token_is_set_Then_the_start_is_refused(string url)
    {
        Read(("Urls", url)).Errors.ShouldHaveSingleItem().ShouldContain("no token");
        Read(("Urls", url), ("Tokens:0:Name", "a"), ("Tokens:0:Role", "admin"), ("Tokens:0:Value", new string('x', 32))).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://localhost:1")]
    [InlineData("http://127.0.0.2:1")]
    [InlineData("http://[::1]:1")]
    public void Given_a_loopback_address_When_no_token_is_set_Then_the_start_is_allowed(string url) => Read(("Urls", url)).Errors.ShouldBeEmpty();

    [Fact]
    public void Given_a_token_When_it_is_read_Then_only_its_hash_is_kept()
    {
        const string Secret = "a-secret-of-more-than-twenty-letters";
        var token = Read(("Tokens:0:Name", "ci"), ("Tokens:0:Role", "Operator"), ("Tokens:0:Value", Secret)).Settings!.Tokens.ShouldHaveSingleItem();

        token.ShouldBe(new TokenSetting("ci", "operator", Tokens.Hash(Secret)));
    }

    [Theory]
    [InlineData("Role", "owner")]
    [InlineData("Value", "short")]
    [InlineData("Hash", "abc")]
    [InlineData("Name", "")]
    public void Given_a_bad_token_When_it_is_read_Then_its_part_is_named_and_the_secret_is_not(string part, string value)
    {
        Dictionary<string, string> parts = new() { ["Name"] = "a", ["Role"] = "viewer", ["Value"] = "a-secret-of-more-than-twenty-letters" };
        if (part == "Hash")
        {
            parts.Remove("Value");
        }

        parts[part] = value;
        var error = Read([.. parts.Select(p => ($"Tokens:0:{p.Key}", p.Value))]).Errors.ShouldHaveSingleItem();

        error.ShouldContain($"Tokens:0:{part}");
        error.ShouldNotContain("a-secret-of");
    }

    [Fact]
    public void Given_a_bus_without_an_address_or_a_key_When_settings_are_read_Then_both_are_told()
    {
        var errors = Read(("Bus:Provider", "RabbitMq")).Errors;

        errors.Count.ShouldBe(2);
        errors.ShouldContain(e => e.Contains("'EncryptionKey'"));
        errors.ShouldContain(e => e.Contains("'Bus:Uri'"));
    }

    [Fact]
    public void Given_a_bus_and_a_key_that_is_too_short_When_settings_are_read_Then_that_is_told_once() =>
        Read(("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://broker-1"), ("EncryptionKey", "short")).Errors.ShouldHaveSingleItem().ShouldContain("16");

    [Fact]
    public void Given_a_bus_When_settings_are_read_Then_it_is_there_and_otherwise_not()
    {
        var settings = Read(("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://broker-1,broker-2"), ("EncryptionKey", "sixteen or more letters")).Settings!;

        settings.Bus!.Hosts.Select(host => host.Name).ShouldBe(["broker-1", "broker-2"]);
        Read(("Bus:Provider", "None")).Settings!.Bus.ShouldBeNull();
        Read().Settings!.Bus.ShouldBeNull();
    }

    [Fact]
    public void Given_settings_of_a_node_worker_When_settings_are_read_Then_they_may_stand_there_too() =>
        Read(("Node:Name", "node-a"), ("Node:Service:Command", "x")).Errors.ShouldBeEmpty();

    private static SettingsResult Read(params (string Name, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"EventCluster:{s.Name}", (string?)s.Value))).Build(), "/base", "machine");
}
