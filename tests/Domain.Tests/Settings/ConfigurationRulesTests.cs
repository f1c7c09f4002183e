using EventCluster.Domain.Events;
using EventCluster.Domain.Settings;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Tests.Settings;

public sealed class ConfigurationRulesTests
{
    [Theory]
    [InlineData("profile", "FAST", "fast")]
    [InlineData("heartbeatInterval", "00:00:01.2", "00:00:01.2000000")]
    [InlineData("lease", "00:00:06", "00:00:06")]
    [InlineData("suspectAfter", "00:00:03", "00:00:03")]
    [InlineData("lostAfter", "00:00:09", "00:00:09")]
    [InlineData("schedulerLease", "00:00:06", "00:00:06")]
    [InlineData("schedulerRenewal", "00:00:01.1", "00:00:01.1000000")]
    [InlineData("holdDown", "00:05:00", "00:05:00")]
    [InlineData("startTimeout", "00:05:00", "00:05:00")]
    [InlineData("stopTimeout", "00:05:00", "00:05:00")]
    [InlineData("drift", "0.10", "0.1")]
    [InlineData("Artifacts.BasePath", "/srv/artifacts", "/srv/artifacts")]
    [InlineData("Storage.PackagesRootPath", @"\\nas\packages", @"\\nas\packages")]
    [InlineData("Service.MessengerEndpoint", "tcp://*:33237", "tcp://*:33237")]
    [InlineData("Service.MessengerEndpoint", "tcp://[::1]:1", "tcp://[::1]:1")]
    [InlineData("product.anything.at_all-1", "x", "x")]
    public void A_good_value_for_the_cluster_is_taken_in_canonical_form(string name, string value, string canonical)
    {
        var (changes, errors) = Set(null, name, value);
        errors.ShouldBeEmpty();
        var change = changes.ShouldHaveSingleItem();
        (change.Old, change.New).ShouldBe((null, canonical));
        Configuration.Empty.Apply(new(1, null, changes)).Value(name.ToUpperInvariant()).ShouldBe(canonical);
    }

    [Theory]
    [InlineData("profile", "quick", "balanced")]
    [InlineData("lease", "5", "00:00:05")]
    [InlineData("lease", "5s", "00:00:05")]
    [InlineData("drift", "0.3", "0.2")]
    [InlineData("drift", "-0.1", "0.2")]
    [InlineData("drift", "NaN", "0.2")]
    [InlineData("drift", "0,1", "0.2")]
    [InlineData("Artifacts.BasePath", "", "1 to 4096")]
    [InlineData("Service.MessengerEndpoint", "tcp://*", "33237")]
    [InlineData("Service.MessengerEndpoint", "tcp://*:0", "65535")]
    [InlineData("Service.MessengerEndpoint", "tcp://*:65536", "65535")]
    [InlineData("Service.MessengerEndpoint", "tcp://*:33237\n", "33237")]
    [InlineData("Service.MessengerEndpoint", "http://*:33237", "tcp://")]
    public void A_bad_value_is_refused_with_the_value_and_what_is_good(string name, string value, string good)
    {
        var (_, errors) = Set(null, name, value);
        var error = errors[name].ShouldHaveSingleItem();
        error.ShouldContain($"\"{value}\"");
        error.ShouldContain(good);
    }

    [Theory]
    [InlineData("priority", "1001")]
    [InlineData("priority", "1.5")]
    [InlineData("eligible", "maybe")]
    public void A_bad_value_of_a_node_is_refused(string name, string value) => Set("a", name, value).Errors[name].ShouldHaveSingleItem();

    [Theory]
    [InlineData("leas", "Did you mean 'lease'?")]
    [InlineData("Drfit", "Did you mean 'drift'?")]
    [InlineData("something", "is not a setting. Known are profile")]
    [InlineData("product.", "begin with 'product.'")]
    [InlineData("product.a b", "begin with 'product.'")]
    [InlineData("password", "is not a setting")]
    public void An_unknown_name_is_refused_with_the_nearest_known_one(string name, string said) =>
        Set(null, name, "x").Errors[name].ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void A_name_of_any_length_is_refused_quickly() => Set(null, new string('x', 100_000), "x").Errors.ShouldHaveSingleItem();

    [Theory]
    [InlineData(null, "priority", "single nodes")]
    [InlineData(null, "eligible", "single nodes")]
    [InlineData("a", "lease", "whole cluster")]
    [InlineData("a", "profile", "whole cluster")]
    public void A_setting_in_the_wrong_scope_is_refused(string? node, string name, string said) =>
        Set(node, name, "1").Errors[name].ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void All_errors_are_collected_and_a_name_may_be_given_once_only()
    {
        var (_, errors) = ConfigurationRules.Change(
            Configuration.Empty, null, new Dictionary<string, string> { ["drift"] = "1", ["lease"] = "x", ["nonsense"] = "", ["holdDown"] = "00:01:00" }, ["HOLDDOWN"]);
        errors.Keys.Order(StringComparer.Ordinal).ShouldBe(["HOLDDOWN", "drift", "lease", "nonsense"]);
        errors["holdDown"].ShouldBe(["is named twice."]);
    }

    [Fact]
    public void Too_many_changes_at_once_are_refused_with_the_bound() =>
        ConfigurationRules.Change(Configuration.Empty, null, Enumerable.Range(0, 201).ToDictionary(i => $"product.{i}", _ => "x"), [])
            .Errors["set"].ShouldHaveSingleItem().ShouldContain("at most 200");

    [Theory]
    [InlineData("heartbeatInterval", "00:00:02", "heartbeatInterval is 00:00:02 and lease 00:00:05; heartbeatInterval must be at most a third of lease (00:00:01.6666667).")]
    [InlineData("lease", "00:00:02", "heartbeatInterval is 00:00:01 and lease 00:00:02; heartbeatInterval must be at most a third of lease (00:00:00.6666667).")]
    [InlineData("schedulerLease", "00:00:02", "schedulerRenewal is 00:00:01 and schedulerLease 00:00:02; schedulerLease must be at least three times schedulerRenewal (00:00:03).")]
    [InlineData("suspectAfter", "00:00:01", "suspectAfter is 00:00:01 and heartbeatInterval 00:00:01; suspectAfter must be at least twice heartbeatInterval (00:00:02).")]
    [InlineData("lostAfter", "00:00:02", "lostAfter is 00:00:02 and suspectAfter 00:00:02.5000000; lostAfter must not be shorter than suspectAfter.")]
    [InlineData("lease", "1.00:00:00", "lease is 1.00:00:00; it must be more than 0 and less than a day.")]
    [InlineData("stopTimeout", "00:00:00", "stopTimeout is 00:00:00; it must be more than 0 and less than a day.")]
    [InlineData("startTimeout", "-00:00:01", "startTimeout is -00:00:01; it must be more than 0 and less than a day.")]
    [InlineData("heartbeatInterval", "10675199.02:48:05.4775807", "heartbeatInterval is 10675199.02:48:05.4775807; it must be more than 0 and less than a day.")]
    public void A_relation_that_is_broken_is_refused_with_names_values_and_bounds(string name, string value, string said) =>
        Set(null, name, value).Errors["timings"].ShouldContain(said);

    [Fact]
    public void Values_that_fit_only_together_are_taken_together()
    {
        var set = new Dictionary<string, string> { ["heartbeatInterval"] = "00:00:02", ["lease"] = "00:00:06", ["suspectAfter"] = "00:00:04" };
        var (changes, errors) = ConfigurationRules.Change(Configuration.Empty, null, set, []);
        errors.ShouldBeEmpty();
        changes.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("inedo", 30, 300, 60, 15)]
    [InlineData("balanced", 1, 5, 5, 1)]
    [InlineData("fast", 0.2, 1, 1, 0.2)]
    public void Every_profile_is_as_documented_and_breaks_no_rule(string name, double heartbeat, double lease, double schedulerLease, double renewal)
    {
        var timings = Profiles.Find(name)!;
        timings.Violations().ShouldBeEmpty();
        (timings.HeartbeatInterval, timings.Lease, timings.SchedulerLease, timings.SchedulerRenewal)
            .ShouldBe((TimeSpan.FromSeconds(heartbeat), TimeSpan.FromSeconds(lease), TimeSpan.FromSeconds(schedulerLease), TimeSpan.FromSeconds(renewal)));
        Configuration.Empty.On(name).Timings.ShouldBe(timings);
    }

    [Fact]
    public void A_profile_drops_single_timings_but_those_given_with_it_and_nothing_else()
    {
        var before = Apply(Configuration.Empty, ("lease", "00:00:09"), ("holdDown", "00:02:00"), ("product.x", "1"));
        var set = new Dictionary<string, string> { ["profile"] = "inedo", ["holdDown"] = "00:03:00" };
        var (changes, _) = ConfigurationRules.Change(before, null, set, []);
        var after = before.Apply(new(9, null, changes));
        (after.Profile, after.Timings.Lease, after.Timings.HoldDown, after.Value("product.x")).ShouldBe(("inedo", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(3), "1"));
        after.Values.ContainsKey("lease").ShouldBeFalse();
    }

    [Fact]
    public void What_changes_nothing_is_left_out()
    {
        var before = Apply(Configuration.Empty, ("lease", "00:00:09"));
        ConfigurationRules.Change(before, null, new Dictionary<string, string> { ["lease"] = "0:00:09", ["profile"] = "balanced" }, ["drift", "holdDown"]).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void A_nodes_own_value_stands_above_the_clusters_and_goes_when_it_is_removed()
    {
        var configuration = Apply(Configuration.Empty, ("Artifacts.BasePath", "/all")).Apply(new(2, "a", [new("Artifacts.BasePath", null, "/a", RestartPart.Both)]));
        (configuration.Value("Artifacts.BasePath", "a"), configuration.Value("Artifacts.BasePath", "b")).ShouldBe(("/a", "/all"));
        configuration.Apply(new(3, "a", [new("Artifacts.BasePath", "/a", null, RestartPart.Both)])).Nodes.ShouldBeEmpty();
        configuration.Without("a").Value("Artifacts.BasePath", "a").ShouldBe("/all");
    }

    [Fact]
    public void A_timing_reads_back_as_it_was_set()
    {
        foreach (var definition in SettingCatalog.All.Where(d => TimingSettings.Read(Profiles.Find("fast")!, d.Name) is not null))
        {
            var fast = TimingSettings.Read(Profiles.Find("fast")!, definition.Name)!;
            TimingSettings.Read(TimingSettings.With(Profiles.Find("inedo")!, definition.Name, fast), definition.Name).ShouldBe(fast, definition.Name);
        }
    }

    private static (IReadOnlyList<SettingChange> Changes, IReadOnlyDictionary<string, string[]> Errors) Set(string? node, string name, string value) =>
        ConfigurationRules.Change(Configuration.Empty, node, new Dictionary<string, string> { [name] = value }, []);

    private static Configuration Apply(Configuration configuration, params (string Name, string Value)[] set)
    {
        var (changes, errors) = ConfigurationRules.Change(configuration, null, set.ToDictionary(s => s.Name, s => s.Value), []);
        errors.ShouldBeEmpty();
        return configuration.Apply(new(configuration.Generation + 1, null, changes));
    }

    [Theory]
    [InlineData("product.ApiKey")]
    [InlineData("product.smtp.password")]
    [InlineData("Product.Feed.Token")]
    public void A_secret_is_refused_since_settings_stand_in_the_history(string name)
    {
        var (changes, errors) = ConfigurationRules.Change(Configuration.Empty, null, new Dictionary<string, string> { [name] = "hunter2" }, []);
        changes.ShouldBeEmpty();
        errors[name].Single().ShouldContain("secret");
        errors[name].Single().ShouldNotContain("hunter2");
    }
}
