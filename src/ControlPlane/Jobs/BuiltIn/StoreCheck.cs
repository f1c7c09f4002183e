using System.Globalization;
using EventCluster.ControlPlane.Audit;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>Walks the hash chain, compares it with the checkpoints, and folds the history anew beside the live view.</summary>
internal sealed class StoreCheck(ChainVerification chain, Rebuild rebuild) : IUpkeep
{
    public string Name => BuiltInJobs.StoreCheck.Name;

    public async Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
    {
        var walked = await chain.RunAsync(cancellation);
        if (walked.FirstBroken is { } broken)
        {
            return new(
                $"The history is broken at version {broken.Version}.",
                $"The history is broken at version {broken.Version}: {broken.Why} Keep the store as it is for whoever looks into it, and restore a backup elsewhere.");
        }

        var folded = await rebuild.RunAsync(cancellation);
        var output = string.Create(
            CultureInfo.InvariantCulture,
            $"{walked.Events} events are intact up to the hash {walked.Head?.Hash}; {walked.Checkpoints?.Compared ?? 0} checkpoints agree; folded anew in {folded.Elapsed.TotalSeconds:0.###} s.");
        return folded.Equal
            ? new(output)
            : new(output, $"The live view differs from the history: {folded.FirstDifference}. Start the instances of the control plane anew, and report this.");
    }
}
