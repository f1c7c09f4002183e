namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>What a built-in job does.</summary>
internal interface IUpkeep
{
    /// <summary>Name of the job.</summary>
    string Name { get; }

    /// <summary>Does it. Whatever it throws lets the run fail.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="cancellation">The time is over, the term is, or somebody cancelled the run.</param>
    Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation);
}

/// <summary>What a run of a built-in job rests on.</summary>
/// <param name="Term">The term in which it runs.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record UpkeepOrder(long Term, IReadOnlyDictionary<string, string> Arguments);

/// <summary>What came of it.</summary>
/// <param name="Output">What it found or did.</param>
/// <param name="Problem">Why it failed, and the remedy; null when it succeeded.</param>
internal sealed record UpkeepResult(string Output, string? Problem = null);
