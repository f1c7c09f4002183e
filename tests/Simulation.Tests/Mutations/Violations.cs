namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Patterns of what the invariants say.</summary>
internal static class Violations
{
    internal const string TwoServices = "The service runs on .* and on |still believes in epoch|serves with epoch .* after|believes went back|which nobody was given";
    internal const string NoService = "The service runs nowhere";
    internal const string TwoSchedulers = "act as the scheduler|acts in term .* after";
    internal const string OldEpoch = "was given after epoch";
    internal const string OldTerm = "began after term";
    internal const string NotTheFold = "is not the fold of the history|The view of .* went from version|has folded another event";
    internal const string NotInHistory = "the history (does not have it|has it at|has not kept it)|by an instance that shows version";
    internal const string EffectTwice = "has had its effect twice|The same command was answered with";
    internal const string Chain = "breaks the hash chain";
    internal const string Uncalled = "although (high availability was off|automation was paused)";
}
