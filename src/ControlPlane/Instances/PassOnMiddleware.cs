using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Instances;

/// <summary>
/// Passes what only the holder of the term can serve on to it, once and as it came: the holder decides about the caller's token as if it had been asked itself.
/// An answer that comes later for it is safe: a node counts its lease from its own sending.
/// </summary>
internal sealed class PassOnMiddleware(
    RequestDelegate next, TermHolder term, ClusterLog log, InstanceClient client, ControlPlaneSettings settings, PassOnCounts counts)
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromSeconds(4);
    private const int PartsOfLimit = 4;
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);
    private static readonly object Orphaned = new();

    /// <summary>Whether the holder should have answered this request, and did not.</summary>
    internal static bool IsOrphaned(HttpContext context) => context.Items.ContainsKey(Orphaned);

    public async Task InvokeAsync(HttpContext context)
    {
        var rule = context.GetEndpoint()?.Metadata.GetMetadata<HolderRule>();
        if (rule?.Concerns(context.Request) != true)
        {
            await next(context);
            return;
        }

        if (term.MayAnswer)
        {
            await CatchUpAsync(context, rule);
            await next(context);
            return;
        }

        if (PassedRequest.VersionOf(context.Request) is not null)
        {
            throw new ProblemException(ProblemCodes.NotLeader, $"{settings.Instance} was asked as the holder of the term, and does not hold it. Ask again in a moment.");
        }

        var why = await PassAsync(context, rule);
        if (why is null)
        {
            return;
        }

        if (rule.Only)
        {
            throw why;
        }

        context.Items[Orphaned] = true;
        await next(context);
    }

    /// <summary>Null when the holder has answered; otherwise what to tell the caller.</summary>
    private async Task<ProblemException?> PassAsync(HttpContext context, HolderRule rule)
    {
        var state = log.State;
        if (state.Scheduler is not { } holder || holder.Instance == settings.Instance || !state.Instances.TryGetValue(holder.Instance, out var known))
        {
            counts.Failed();
            return new(ProblemCodes.NoLeader, "No control plane instance holds the term now. Ask again in a moment: after one scheduler lease at most another one takes over.");
        }

        using var request = await PassedRequest.OfAsync(context, known.Address, settings.Instance, state.Version);
        using var reply = await client.SendAsync(request, rule.Limit ?? Limit(state), context.RequestAborted);
        if (reply is null || PassedReply.IsNotHis(reply, rule))
        {
            counts.Failed();
            return new(
                ProblemCodes.NotLeader,
                $"{settings.Instance} does not hold the term, and {holder.Instance} at {known.Address}, which held it last, {(reply is null ? "does not answer" : "cannot serve this now")}. Ask again in a moment: if it is gone, another one takes over after one scheduler lease at most.");
        }

        counts.Passed();
        await PassedReply.WriteAsync(context, reply);
        return null;
    }

    /// <summary>Whoever has read or written through another instance shall not be shown something older here.</summary>
    private async Task CatchUpAsync(HttpContext context, HolderRule rule)
    {
        if (PassedRequest.VersionOf(context.Request) is { } version && log.State.Version < version)
        {
            await log.WaitForAsync(version, rule.Only ? Limit(log.State) / PartsOfLimit : CatchUpLimit, context.RequestAborted);
        }
    }

    private static TimeSpan Limit(ClusterState state)
    {
        var interval = state.Timings.HeartbeatInterval;
        return interval < ShortestLimit ? ShortestLimit : interval > LongestLimit ? LongestLimit : interval;
    }
}

/// <summary>How many requests were passed on.</summary>
internal sealed class PassOnCounts
{
    private long _passed;
    private long _failed;

    /// <summary>Answered by the holder.</summary>
    internal long Answered => Interlocked.Read(ref _passed);

    /// <summary>Nobody was there to answer.</summary>
    internal long Unanswered => Interlocked.Read(ref _failed);

    internal void Passed() => Interlocked.Increment(ref _passed);

    internal void Failed() => Interlocked.Increment(ref _failed);
}
