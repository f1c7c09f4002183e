using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>Every statement is compiled against the schema, without a server.</summary>
public sealed class StatementTests
{
    private static readonly Dictionary<string, string> Wrong = new()
    {
        ["Column"] = "SELECT s.Versoin FROM dbo.Streams AS s;",
        ["Table"] = "SELECT s.Version FROM dbo.Strems AS s;",
        ["ColumnOfUpdate"] = "UPDATE dbo.Streams SET Positoin = 1 WHERE IdInternal = 1;",
        ["ColumnOfInsert"] = "INSERT INTO dbo.Messages (Id, Nothing) VALUES (NEWID(), 1);",
        ["Type"] = "-- Parameters: @appends dbo.NoSuchType READONLY\nSELECT a.Request FROM @appends AS a;",
        ["Variable"] = "SELECT s.Version FROM dbo.Streams AS s WHERE s.Id = @undeclared;",
        ["Word"] = "SELEC 1;",
        ["Syntax"] = "UPDATE dbo.Streams Version = 1;",
    };

    public static TheoryData<string> DatabaseStatements => [.. StatementModel.DatabaseStatements];

    [Fact]
    public void Given_every_statement_When_compiled_against_the_schema_Then_every_name_is_found()
    {
        var statements = StatementModel.Statements.ToDictionary(name => name, Sql.Text);

        statements.Count.ShouldBeGreaterThan(10);
        StatementModel.Faults(statements).ShouldBeEmpty();
    }

    [Fact]
    public void Given_wrong_statements_When_compiled_Then_each_is_caught()
    {
        var faults = StatementModel.Faults(Wrong);

        Wrong.Keys.Where(name => !faults.Any(fault => fault.Contains($"[{name}]", StringComparison.Ordinal))).ShouldBeEmpty(string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(DatabaseStatements))]
    public void Given_a_statement_that_changes_the_database_When_parsed_Then_its_syntax_is_right(string name) => StatementModel.SyntaxFaults(Sql.Text(name)).ShouldBeEmpty();
}
