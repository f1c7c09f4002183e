namespace EventCluster.Simulation.Tests.Store;

/// <summary>How badly an instance reaches the store at the moment.</summary>
internal sealed class StoreFaults
{
    /// <summary>Nothing goes through; requests are answered by an error.</summary>
    internal bool IsAway { get; set; }

    /// <summary>Nothing goes through, and no request is answered at all.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>How often a request fails before it has had its effect.</summary>
    internal double FailsBefore { get; set; }

    /// <summary>How often a request has its effect and its answer is lost.</summary>
    internal double LosesAnswer { get; set; }

    /// <summary>The usual time of one way.</summary>
    internal TimeSpan Delay { get; set; } = Usual;

    private static TimeSpan Usual => TimeSpan.FromMilliseconds(1);

    /// <summary>All is well again.</summary>
    internal void Heal() => (IsAway, IsSilent, FailsBefore, LosesAnswer, Delay) = (false, false, 0, 0, Usual);
}
