using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>Lets runs go that are too old or too many.</summary>
internal sealed class RunRetention(RunWriter writer) : IUpkeep
{
    public string Name => BuiltInJobs.RunRetention.Name;

    public async Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
    {
        var (age, count) = (BuiltInJobs.RunAge.Of(order.Arguments), BuiltInJobs.RunCount.Of(order.Arguments));
        return await writer.TrimAsync(order.Term, new(age, count), cancellation) is { } deleted
            ? new($"{deleted} events of runs were let go; kept are those of the last {age:c}, at most {count}.")
            : new("", "How far the jobs have come could not be written down first, so nothing was let go. It is tried again at the next fire time.");
    }
}
