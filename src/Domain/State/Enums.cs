namespace EventCluster.Domain.State;

/// <summary>Whether a node is heard.</summary>
public enum NodeLife { Joining, Healthy, Suspect, Lost, Left }

/// <summary>Whether a node is in maintenance.</summary>
public enum Maintenance { None, Draining, Drained }

/// <summary>Outcome of a check.</summary>
public enum NodeCheckStatus { Passed, Warning, Failed }

/// <summary>Why a node was activated.</summary>
public enum ActivationCause { Initial, Switchover, Failover, Forced }

/// <summary>What makes it certain that an epoch is over.</summary>
public enum ReleaseProof
{
    /// <summary>The node let it go as it was told to.</summary>
    Ordered,

    /// <summary>The node reported that its lease ran out.</summary>
    LeaseExpired,

    /// <summary>The node reported that its service ended by itself.</summary>
    ServiceExited,

    /// <summary>The node reported that its service did not start in time.</summary>
    StartFailed,

    /// <summary>The node left in order.</summary>
    Leaving,

    /// <summary>The node's worker started anew in the same home.</summary>
    Restarted,

    /// <summary>Lease, drift allowance and stop bound have passed since the last answer.</summary>
    Fenced,

    /// <summary>A person confirmed that the node is down.</summary>
    Confirmed,
}

/// <summary>Why a node was not chosen.</summary>
public enum PassedOverCode { NotServiceRole, NotHeard, Joining, Suspect, Lost, Left, Drained, Ineligible, CheckFailed, KeyMismatch, VersionMismatch, HeldDown, FailedInIncident, LowerRank, NotConfirmed, Paused, HighAvailabilityOff }

/// <summary>What has to be restarted for a setting to take effect.</summary>
[Flags]
public enum RestartPart { None = 0, Web = 1, Service = 2, Both = 3 }
