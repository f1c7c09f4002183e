namespace EventCluster.ControlPlane.Leadership;

/// <summary>How a term of this instance ended.</summary>
public enum TermLoss
{
    /// <summary>It was not renewed in time: the store did not answer, or this process was held up.</summary>
    NotRenewed,

    /// <summary>Another instance stands in the stream of terms.</summary>
    TakenOver,

    /// <summary>The history knows a later term.</summary>
    Superseded,

    /// <summary>The instance was stopped in order.</summary>
    Stopped,
}
