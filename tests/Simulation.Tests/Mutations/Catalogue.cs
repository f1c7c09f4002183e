namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>All mutations. The number of each is its place, from 1.</summary>
internal static class Catalogue
{
    /// <summary>All of them.</summary>
    internal static readonly IReadOnlyList<Mutation> All = [.. NodeMutations.All, .. TermMutations.All, .. DecisionMutations.All, .. HistoryMutations.All];

    /// <summary>One of them.</summary>
    internal static (int Number, Mutation Mutation) Find(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return (i + 1, All[i]);
            }
        }

        throw new ArgumentException($"There is no mutation '{name}'. There are: {string.Join(", ", All.Select(m => m.Name))}.", nameof(name));
    }
}
