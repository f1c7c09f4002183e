namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Each broken rule is seen, and as what it is. Two classes, so that two processes work at a time.</summary>
public abstract class MutationTest(MutantProcess process)
{
    /// <summary>The mutation is seen.</summary>
    protected async Task ShouldBeSeenAsync(string name)
    {
        var (_, mutation) = Catalogue.Find(name);
        string.Join('\n', MutatedSources.Problems(mutation, MutatedProgram.Read)).ShouldBeEmpty();

        var seen = await process.AskAsync(name);

        TestContext.Current.SendDiagnosticMessage("{0}: {1}", name, seen);
        seen.ShouldMatch($@"^seed \d+ at [\d.]+ s: .*({mutation.Seen})", $"{mutation.Breaks}\n{seen}");
    }
}

/// <summary>Broken rules of nodes and terms.</summary>
public sealed class LeaseMutationTests(MutantProcess process) : MutationTest(process), IClassFixture<MutantProcess>
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. NodeMutations.All.Concat(TermMutations.All).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Given_a_broken_rule_of_leases_then_the_simulation_sees_it(string mutation) => ShouldBeSeenAsync(mutation);
}

/// <summary>Broken rules of decisions and of the history.</summary>
public sealed class DecisionMutationTests(MutantProcess process) : MutationTest(process), IClassFixture<MutantProcess>
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. DecisionMutations.All.Concat(HistoryMutations.All).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Given_a_broken_rule_of_decisions_then_the_simulation_sees_it(string mutation) => ShouldBeSeenAsync(mutation);
}

/// <summary>The mutated program without an active mutation.</summary>
public sealed class ControlTests(MutantProcess process) : IClassFixture<MutantProcess>
{
    /// <summary>For each kind of world the mutation that looks at most of them.</summary>
    public static TheoryData<string> Names => [.. Catalogue.All.GroupBy(m => m.Climate).Select(g => g.MaxBy(m => m.Seeds)!.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Given_the_same_worlds_with_nothing_broken_then_nothing_is_seen(string mutation) =>
        (await process.AskAsync($"control {mutation}")).ShouldBe(MutantRun.Nothing);
}
