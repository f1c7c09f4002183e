namespace EventCluster.Contracts.Nodes;

/// <summary>Whether a node runs the service.</summary>
public enum NodeRole { Standby, Active }

/// <summary>Whether a node may take web traffic.</summary>
public enum WebState { Serve, Standby, Draining }

/// <summary>What the service of a node does.</summary>
public enum ServiceState { Stopped, Starting, Running, Stopping }

/// <summary>Why a node let an epoch go. In each case its service is certainly stopped.</summary>
public enum ReleaseCause
{
    /// <summary>It was told to (switchover, drain).</summary>
    Ordered,

    /// <summary>Its lease ran out.</summary>
    LeaseExpired,

    /// <summary>The service ended by itself.</summary>
    ServiceExited,

    /// <summary>The service did not start in time.</summary>
    StartFailed,

    /// <summary>The worker stops.</summary>
    Leaving,
}

/// <summary>Outcome of a check.</summary>
public enum CheckStatus { Passed, Warning, Failed }
