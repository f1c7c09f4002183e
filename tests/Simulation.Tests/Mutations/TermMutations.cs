namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Rules that a control plane instance keeps about its term.</summary>
internal static class TermMutations
{
    private const string Holder = "ControlPlane/Leadership/TermHolder.cs";
    private const string Keeper = "ControlPlane/Leadership/TermKeeper.cs";
    private const string Stream = "ControlPlane/Leadership/LeadershipStream.cs";
    private const string Scribe = "ControlPlane/Leadership/TermScribe.cs";
    private const string Watch = "Domain/Leases/TermWatch.cs";
    private const string Decider = "Domain/Deciding/Decider.cs";

    internal static readonly IReadOnlyList<Mutation> All =
    [
        new("act-past-term", "Whoever holds a term acts only while it is valid.", Violations.TwoSchedulers,
            Edit.Instead(Holder, "_acting is { } term && term.Holds(_clock.Now()) ? term : null", "_acting")) { Climate = Climate.Usual, Seeds = 16 },
        new("takeover-at-once", "A term is taken over only after its lease has passed.", Violations.TwoSchedulers,
            Edit.Instead(Watch, "now - SeenAt >= Lease * (1 + drift)", "true")) { Climate = Climate.Usual, Seeds = 4 },
        new("takeover-forgets-drift", "A term is taken over only after the drift allowance has passed as well.", Violations.TwoSchedulers,
            Edit.Instead(Watch, "now - SeenAt >= Lease * (1 + drift)", "now - SeenAt >= Lease")) { Climate = Climate.Store, Seeds = 20 },
        new("term-from-answer", "A term counts from when its renewal was sent, not from the store's answer.", Violations.TwoSchedulers,
            Edit.Instead(Keeper, "term.Renew(pending.AskedAt, pending.Lease)", "term.Renew(clock.Now(), pending.Lease)")) { Climate = Climate.Store, Seeds = 20 },
        new("term-without-fence", "A term is written only where the head of the stream was seen.", Violations.TwoSchedulers,
            Edit.Instead(Stream, "ExpectedVersion.At(head)", "ExpectedVersion.Any")) { Climate = Climate.Terms, Seeds = 40 },
        new("older-term-recorded", "The history takes only later terms.", Violations.OldTerm,
            Edit.Instead(Decider, "s.Term >= command.Term", "false")) { Climate = Climate.Terms, Seeds = 16 },
        new("proof-of-another-machine", "A free lock proves a death only on the machine of the dead.", Violations.TwoSchedulers,
            Edit.Instead(Scribe, "home.IsDead(e.Home, path)", "path == home.Path")) { Climate = Climate.Usual, Seeds = 4 },
    ];
}
