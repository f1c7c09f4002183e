using System.Text.Json;
using EventCluster.ControlPlane.Audit;

namespace EventCluster.ControlPlane.Tests.Audit;

/// <summary>Where a live view and a rebuilt one differ first.</summary>
public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""[1,{"x":null}]""", """[1,{"x":null}]""")]
    public void Given_equal_values_When_they_are_compared_Then_there_is_no_difference(string live, string rebuilt) => First(live, rebuilt).ShouldBeNull();

    [Theory]
    [InlineData("""{"nodes":{"a":{"life":0}}}""", """{"nodes":{"a":{"life":1}}}""", "nodes.a.life: the live view has 0, the history gives 1")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,3]}""", "a[1]: the live view has 2, the history gives 3")]
    [InlineData("""{"a":[1]}""", """{"a":[1,3]}""", "a: the live view has [1], the history gives [1,3]")]
    [InlineData("""{"a":1}""", """{}""", "a: only the live view has it")]
    [InlineData("""{}""", """{"a":1}""", "a: only the history has it")]
    public void Given_a_difference_When_they_are_compared_Then_its_place_and_both_values_are_told(string live, string rebuilt, string difference) =>
        First(live, rebuilt).ShouldBe(difference);

    private static string? First(string live, string rebuilt) => JsonDifference.First(JsonElement.Parse(live), JsonElement.Parse(rebuilt));
}
