using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.History;

public sealed class EventCodecTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "History", "Samples");

    public static TheoryData<string> Names => [.. EventNames.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_event_is_written_as_its_stored_sample_and_read_back_as_it_was(string name)
    {
        var e = Sample.OfEach.Single(s => EventNames.Of(s).Name == name);
        var stored = File.ReadAllText(Path.Combine(Folder, $"{name}.{EventNames.Of(e).Schema}.json")).TrimEnd('\n');
        Encoding.UTF8.GetString(EventCodec.Write(e)).ShouldBe(stored, $"what is stored of {name} must never change; a new form is a new schema version with a step in Upcasting");
        var read = Read(name, stored);
        read.Event.ShouldBeEquivalentTo(e);
        read.Event.Line().ShouldBe(e.Line());
    }

    [Fact]
    public void Every_stored_sample_of_any_schema_version_is_still_read_and_belongs_to_a_known_event()
    {
        var files = Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f).Split('.')).ToArray();
        files.ShouldAllBe(f => EventNames.Find(f[0]) != null);
        EventNames.All.ShouldAllBe(n => files.Count(f => f[0] == n.Name) == n.Schema);
        foreach (var file in files)
        {
            var text = File.ReadAllText(Path.Combine(Folder, $"{file[0]}.{file[1]}.json"));
            Read(file[0], text, int.Parse(file[1], CultureInfo.InvariantCulture)).Event.GetType().ShouldBe(EventNames.Find(file[0])!.Type);
        }
    }

    [Fact]
    public void Every_kind_of_event_has_a_name() =>
        typeof(ClusterEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ClusterEvent)) && !t.IsAbstract).Except(EventNames.All.Select(n => n.Type)).ShouldBeEmpty();

    [Fact]
    public void What_is_absent_is_not_written() =>
        Encoding.UTF8.GetString(EventCodec.Write(new SwitchoverStarted(null, null))).ShouldBe("{}");

    [Fact]
    public void Metadata_is_read_back_as_it_was_but_for_the_hash()
    {
        var metadata = new EventMetadata(Some.Time, 1, "token:admin", null, "::1", Some.Id("c"), Some.Id("d"), "ff", "cp-1", null, "aa", "bb");
        EventCodec.ReadMetadata(EventCodec.Write(metadata)).ShouldBe(metadata with { Hash = "" });
        EventCodec.ReadMetadata("not json"u8).ShouldBeNull();
    }

    [Fact]
    public void An_unknown_type_is_refused_with_what_to_do() => Refused("NodeVanished", "{}", 1, "'NodeVanished'", "newer");

    [Fact]
    public void A_newer_schema_version_is_refused_with_what_to_do() => Refused("NodeLeft", """{"node":"a"}""", 2, "schema version 2", "up to 1", "newer");

    [Theory]
    [InlineData("""{"node":""")]
    [InlineData("""{"node":7}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void Broken_data_is_refused_with_the_version(string data) => Refused("NodeLeft", data, 1, "Event 12");

    [Theory]
    [InlineData("""{"node":"a","from":1}""")]
    [InlineData("""{"node":"a","from":"reborn"}""")]
    public void An_enum_as_a_number_or_with_an_unknown_name_is_refused(string data) => Refused("NodeRecovered", data, 1, "cannot be read");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_schema_version_that_never_was_is_refused(int schema) => Refused("NodeLeft", """{"node":"a"}""", schema, $"schema version {schema}");

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    public void Broken_metadata_is_refused(string metadata) => Should.Throw<UnknownEventException>(
        () => EventCodec.Read(12, 0, Guid.Empty, "NodeLeft", """{"node":"a"}"""u8, Encoding.UTF8.GetBytes(metadata))).Version.ShouldBe(12);

    [Fact]
    public void Old_data_is_lifted_one_version_at_a_time()
    {
        Dictionary<(string, int), Func<JsonObject, JsonObject>> steps = new()
        {
            [("Made", 1)] = json => new() { ["name"] = json["first"]!.GetValue<string>() + " " + json["last"]!.GetValue<string>() },
            [("Made", 2)] = json => new() { ["title"] = json["name"]!.GetValue<string>(), ["length"] = json["name"]!.GetValue<string>().Length },
        };
        Upcasting.Lift("Made", 1, """{"first":"Ada","last":"L"}"""u8, 3, steps).ToJsonString().ShouldBe("""{"title":"Ada L","length":5}""");
        Upcasting.Lift("Made", 2, """{"name":"Ada"}"""u8, 3, steps).ToJsonString().ShouldBe("""{"title":"Ada","length":3}""");
        Upcasting.Lift("Made", 3, """{"title":"x"}"""u8, 3, steps).ToJsonString().ShouldBe("""{"title":"x"}""");
        Should.Throw<JsonException>(() => Upcasting.Lift("Made", 3, "{}"u8, 4, steps)).Message.ShouldContain("no step from schema version 3");
        Should.Throw<JsonException>(() => Upcasting.Lift("Made", 1, "null"u8, 3, steps));
        Should.Throw<JsonException>(() => Upcasting.Lift("Made", 1, "[]"u8, 3, steps));
        Should.Throw<JsonException>(() => Upcasting.Lift("Made", 1, """{"first":7}"""u8, 3, steps));
    }

    private static Envelope Read(string type, string data, int schema = 1) => EventCodec.Read(12, 34, Some.Id("e"), type, Encoding.UTF8.GetBytes(data), EventCodec.Write(
        new EventMetadata(Some.Time, schema, "a", null, null, Guid.Empty, Guid.Empty, null, "cp", null, "", "")));

    private static void Refused(string type, string data, int schema, params string[] named)
    {
        var refused = Should.Throw<UnknownEventException>(() => Read(type, data, schema));
        refused.Version.ShouldBe(12);
        foreach (var name in named)
        {
            refused.Message.ShouldContain(name);
        }
    }
}
