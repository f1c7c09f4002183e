using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>Lets heartbeats go that are too old or too many.</summary>
internal sealed class HeartbeatRetention(StreamTrimmer trimmer) : IUpkeep
{
    public string Name => BuiltInJobs.HeartbeatRetention.Name;

    public async Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
    {
        var (age, count) = (BuiltInJobs.HeartbeatAge.Of(order.Arguments), BuiltInJobs.HeartbeatCount.Of(order.Arguments));
        var deleted = await trimmer.TrimAsync(HeartbeatRecorder.Stream, new(age, count), cancellation);
        return new($"{deleted} heartbeats were let go; kept are those of the last {age:c}, at most {count}.");
    }
}
