using System.Threading.Channels;
using EventCluster.Hosting.Waiting;
using Quartz;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>The one kind of job that Quartz knows: it says which job is due.</summary>
internal sealed class DueJob(DueBell bell) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        bell.Ring(context.JobDetail.Key.Name);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Names of jobs that are due, for the keeper. One that is not taken is found by the keeper itself a little later.</summary>
internal sealed class DueBell(Bell bell)
{
    private const int MostWaiting = 10_000;
    private readonly Channel<string> _due = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>A job is due.</summary>
    internal void Ring(string job)
    {
        _due.Writer.TryWrite(job);
        bell.Ring();
    }

    /// <summary>Takes the names that came.</summary>
    internal HashSet<string> Take()
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        while (_due.Reader.TryRead(out var job))
        {
            taken.Add(job);
        }

        return taken;
    }
}
