namespace EventCluster.Bus.Connection;

/// <summary>The broker cannot be used.</summary>
/// <param name="broker">Host and port tried last.</param>
/// <param name="problem">Why, and the remedy; for people, and never with a password.</param>
/// <param name="isRefusal">True when it answered and refused: only somebody's change helps, so there is no hurry.</param>
public sealed class BrokerAwayException(string broker, string problem, bool isRefusal) : Exception(problem)
{
    /// <summary>Host and port tried last.</summary>
    public string Broker { get; } = broker;

    /// <summary>Whether it answered and refused.</summary>
    public bool IsRefusal { get; } = isRefusal;
}
