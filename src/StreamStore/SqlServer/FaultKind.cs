namespace EventCluster.StreamStore.SqlServer;

/// <summary>What a fault of the server or of the way to it means for us.</summary>
internal enum FaultKind
{
    /// <summary>Nothing was stored, and the next attempt may go well: a deadlock, a lock that was not granted, a failover, throttling.</summary>
    Transient,

    /// <summary>The connection or its time was lost: what was under way may be stored or not. The next attempt may go well.</summary>
    Lost,

    /// <summary>A row with this key is there already: somebody who does not take our lock was faster.</summary>
    Duplicate,

    /// <summary>The account is refused, or may not do this.</summary>
    Denied,

    /// <summary>A table is not there.</summary>
    Missing,

    /// <summary>Disk or log are full.</summary>
    Full,

    /// <summary>Anything else. Trying again does not help.</summary>
    Other,
}
