using System.Text.RegularExpressions;
using EventCluster.StreamStore.SqlServer;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>The schema as SQL Server 2019 understands it, against which statements are compiled without a server.</summary>
internal static partial class StatementModel
{
    private static readonly string[] OfSchema = ["CreateTables", "CreateTypes"];

    /// <summary>They change the database itself, so no procedure may hold them: their syntax alone is checked.</summary>
    private static readonly string[] OfDatabase = ["AllowSnapshots", "ReadCommittedSnapshots"];

    /// <summary>The statements that ask and write, by name.</summary>
    public static IEnumerable<string> Statements => Sql.Files.Names.Except(OfSchema).Except(OfDatabase).Order(StringComparer.Ordinal);

    /// <summary>The statements that change the database itself, by name.</summary>
    public static IEnumerable<string> DatabaseStatements => OfDatabase;

    /// <summary>What is wrong with the schema, and with statements in it; each line holds the name of the statement in brackets.</summary>
    /// <param name="statements">Texts by name, each wrapped as a procedure.</param>
    /// <param name="definitions">Further definitions, as a script.</param>
    public static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, string> statements, string definitions = "")
    {
        using TSqlModel model = new(SqlServerVersion.Sql150, new TSqlModelOptions());
        foreach (var definition in OfSchema.Select(Sql.Text).Append(definitions).SelectMany(Split))
        {
            model.AddObjects(definition);
        }

        List<string> faults = [];
        foreach (var (name, sql) in statements)
        {
            try
            {
                model.AddOrUpdateObjects(Procedure(name, sql), name, new TSqlObjectOptions());
            }
            catch (DacModelException refused)
            {
                faults.Add($"[{name}]: {refused.Message}");
            }
        }

        return
        [
            .. faults,
            .. model.Validate().Select(message => message.ToString()).Where(message => !KnownToTheServer().IsMatch(message)),
        ];
    }

    /// <summary>What is wrong with the syntax of a text.</summary>
    public static IReadOnlyList<string> SyntaxFaults(string sql)
    {
        Parse(sql, out var errors);
        return [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
    }

    private static string Procedure(string name, string sql) =>
        $"CREATE PROCEDURE dbo.[{name}] {string.Join(", ", ParameterLine().Matches(sql).Select(line => line.Groups[1].Value.TrimEnd(',')))} AS\n{sql}";

    /// <summary>The statements of a script.</summary>
    public static IEnumerable<string> Split(string script) =>
        from batch in ((TSqlScript)Parse(script, out _)).Batches
        from statement in batch.Statements
        select script.Substring(statement.StartOffset, statement.FragmentLength);

    private static TSqlFragment Parse(string sql, out IList<ParseError> errors)
    {
        using StringReader reader = new(sql);
        return new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out errors);
    }

    // How a statement declares its parameters, in its first lines.
    [GeneratedRegex(@"^-- Parameters: (.+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterLine();

    // The server brings these along; the model knows only what it is given.
    [GeneratedRegex(@"\[sys\]\.\[(sp_getapplock|extended_properties)\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KnownToTheServer();
}
