using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Checks;

/// <summary>Notices a wall clock that jumps. Leases do not depend on it, but the times that people see do.</summary>
/// <param name="boot">The boot clock.</param>
/// <param name="wall">The wall clock.</param>
public sealed class ClockCheck(TimeProvider boot, TimeProvider wall)
{
    /// <summary>Name of the result.</summary>
    public const string Name = "clock";

    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(2);
    private (TimeSpan Boot, DateTimeOffset Wall) _last = (boot.Now(), wall.GetUtcNow());

    /// <summary>Runs it.</summary>
    public Task<CheckResult> RunAsync()
    {
        var now = (Boot: boot.Now(), Wall: wall.GetUtcNow());
        var jump = now.Wall - _last.Wall - (now.Boot - _last.Boot);
        _last = now;
        return Task.FromResult(jump.Duration() <= Allowed
            ? new CheckResult(Name, CheckStatus.Passed, "The wall clock runs evenly.")
            : new(Name, CheckStatus.Warning, $"The wall clock jumped by {jump.TotalSeconds:0.0} s. Leases are not affected; check the time service of this machine."));
    }
}
