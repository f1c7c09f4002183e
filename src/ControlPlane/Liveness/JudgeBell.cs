using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>Wakes the judge before its next round when something was heard on which it may act.</summary>
/// <param name="clock">Measures waiting.</param>
public sealed class JudgeBell(TimeProvider clock) : Bell(clock);
