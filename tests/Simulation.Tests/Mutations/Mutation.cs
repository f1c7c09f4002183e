namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>A rule of the protocol that is broken on purpose: the simulation must see it.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Breaks">The rule that does not hold any more.</param>
/// <param name="Seen">As what it may be seen: a pattern of the violation. Anything else, such as an exception by accident, does not count.</param>
/// <param name="Edits">Where the sources differ. Several where one rule is kept in several places, so that breaking one alone breaks nothing.</param>
internal sealed record Mutation(string Name, string Breaks, string Seen, params Edit[] Edits)
{
    /// <summary>In what worlds it is looked for.</summary>
    internal Climate Climate { get; init; } = Climate.Usual;

    /// <summary>Within how many seeds, from 1, it must be seen.</summary>
    internal ulong Seeds { get; init; } = 4;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
