using System.Text;

namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>
/// The sources of a program that has all mutations in it: each place does what it always did unless the mutation's number is the active one. So one
/// compilation serves all of them, and the product itself has no switch.
/// </summary>
internal static class MutatedSources
{
    /// <summary>Name of the environment variable that says which mutation is active from the start.</summary>
    internal const string Variable = "EVENTCLUSTER_MUTATION";

    /// <summary>A file of its own in each mutated project: the number of the mutation that is active, 0 for none.</summary>
    internal static string Switch(IReadOnlyList<Mutation> mutations) => $$"""
        namespace EventCluster;

        internal static class Mutations
        {
            private static readonly string[] Names = ["", {{string.Join(", ", mutations.Select(m => $"\"{m.Name}\""))}}];

            internal static int Active = System.Array.IndexOf(Names, System.Environment.GetEnvironmentVariable("{{Variable}}") ?? "");
        }
        """;

    /// <summary>Why places cannot be found, a line each.</summary>
    internal static IReadOnlyList<string> Problems(Mutation mutation, Func<string, string> read) =>
        [.. mutation.Edits.Select(e => (Edit: e, Count: Occurrences(read(e.File), e.Text))).Where(e => e.Count != 1).Select(e =>
            $"{mutation.Name}: the text \"{e.Edit.Text}\" occurs {e.Count} times in src/{e.Edit.File}; it must occur exactly once. Say in the list of mutations what stands there now.")];

    /// <summary>A file with all mutations in it. Those whose text does not occur exactly once are left out.</summary>
    /// <param name="file">The file.</param>
    /// <param name="source">What stands in it.</param>
    /// <param name="mutations">All mutations; the first one's number is 1.</param>
    internal static string Compose(string file, string source, IReadOnlyList<Mutation> mutations)
    {
        // Of mutations at the same place each wraps what the ones before have made of it.
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        for (var i = 0; i < mutations.Count; i++)
        {
            foreach (var edit in mutations[i].Edits.Where(e => e.File == file && Occurrences(source, e.Text) == 1))
            {
                places[edit.Text] = edit.Compose($"global::EventCluster.Mutations.Active == {i + 1}", places.GetValueOrDefault(edit.Text, edit.Text));
            }
        }

        StringBuilder composed = new();
        var done = 0;
        foreach (var (text, replacement) in places.OrderBy(p => source.IndexOf(p.Key, StringComparison.Ordinal)))
        {
            var at = source.IndexOf(text, StringComparison.Ordinal);
            if (at < done)
            {
                throw new InvalidOperationException($"Two mutations of src/{file} overlap at \"{text}\"; name the same text for both.");
            }

            composed.Append(source, done, at - done).Append(replacement);
            done = at + text.Length;
        }

        return composed.Append(source, done, source.Length - done).ToString();
    }

    private static int Occurrences(string source, string text) => source.Split(text).Length - 1;
}
