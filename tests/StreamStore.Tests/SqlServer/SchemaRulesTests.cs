using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class SchemaRulesTests
{
    private static readonly SchemaFacts Whole = new(HasStreams: true, HasMessages: true, HasTypes: true, "3");

    [Fact]
    public void Given_the_tables_we_know_When_judged_Then_nothing_is_done() => Next(Whole).ShouldBe(SchemaStep.None);

    [Fact]
    public void Given_an_empty_database_When_judged_Then_all_is_made() => Next(default).ShouldBe(SchemaStep.CreateAll);

    [Fact]
    public void Given_the_tables_of_another_program_When_judged_Then_our_types_are_made_beside_them() => Next(Whole with { HasTypes = false }).ShouldBe(SchemaStep.CreateTypes);

    [Theory]
    [InlineData("2")]
    [InlineData("4")]
    [InlineData(null)]
    public void Given_another_version_When_judged_Then_it_is_refused_by_its_number(string? version) =>
        Should.Throw<StoreRefusedException>(() => Next(Whole with { Version = version })).Message.ShouldContain($"'{version ?? "none"}'");

    [Fact]
    public void Given_half_of_the_tables_When_judged_Then_they_are_refused()
    {
        Should.Throw<StoreRefusedException>(() => Next(Whole with { HasMessages = false }));
        Should.Throw<StoreRefusedException>(() => Next(Whole with { HasStreams = false }));
    }

    [Fact]
    public void Given_no_leave_to_make_tables_When_they_are_missing_Then_it_is_refused_with_where_the_script_is() =>
        Should.Throw<StoreRefusedException>(() => SchemaRules.Next(default, mayCreate: false, "'cluster' on 'db'")).Message.ShouldContain("docs/sql-server.md");

    private static SchemaStep Next(SchemaFacts facts) => SchemaRules.Next(facts, mayCreate: true, "'cluster' on 'db'");
}
