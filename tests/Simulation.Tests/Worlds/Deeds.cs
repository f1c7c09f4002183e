namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>The faults and commands of a world, numbered from 1 in the order in which they are drawn; some of them may be left out.</summary>
internal sealed class Deeds(Selection selection)
{
    /// <summary>How many were drawn.</summary>
    internal int Drawn { get; private set; }

    /// <summary>Numbers the next one; whether it is done.</summary>
    internal bool Next() => selection.Includes(++Drawn);
}

/// <summary>Which faults and commands are done.</summary>
/// <param name="Last">None after this number.</param>
/// <param name="LeftOut">Not these either.</param>
internal sealed record Selection(int Last, IReadOnlySet<int> LeftOut)
{
    /// <summary>All of them.</summary>
    internal static readonly Selection All = new(int.MaxValue, new HashSet<int>());

    /// <summary>How many are done at most.</summary>
    internal int Count => Last - LeftOut.Count(n => n <= Last);

    /// <summary>Whether one is done.</summary>
    internal bool Includes(int number) => number <= Last && !LeftOut.Contains(number);
}
