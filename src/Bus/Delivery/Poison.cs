namespace EventCluster.Bus.Delivery;

/// <summary>A message that a handler could not digest, for the error queue.</summary>
/// <param name="Frame">Its bytes as they came.</param>
/// <param name="Queue">From which queue it came.</param>
/// <param name="Kind">What the body is.</param>
/// <param name="Sender">Who sealed it.</param>
/// <param name="Problem">What the handler said; at most <see cref="LongestProblem"/> characters.</param>
public sealed record Poison(byte[] Frame, string Queue, string Kind, string Sender, string Problem)
{
    /// <summary>Most characters of a problem.</summary>
    public const int LongestProblem = 500;
}
