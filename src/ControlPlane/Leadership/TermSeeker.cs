using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Leases;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>Looks at the term of another instance, and takes it over when that has certainly stopped.</summary>
internal sealed class TermSeeker(LeadershipStream stream, TermHolder holder, TermScribe scribe, ClusterLog log, TimeProvider clock, ILogger<TermSeeker> logger)
{
    private static readonly TimeSpan LongestGlance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestGlance = TimeSpan.FromMilliseconds(10);
    private TermWatch _watch = TermWatch.Empty;
    private long _wonBefore;
    private long _seenAt = long.MinValue;
    private volatile string? _confirmation;
    private volatile string? _barred;

    /// <summary>Why this instance may not start a term although the last one is over; null while that is not so.</summary>
    internal string? Barred => _barred;

    /// <summary>The newest term that was seen.</summary>
    internal long NewestTerm => Volatile.Read(ref _watch).Term;

    /// <summary>How long ago the store last answered a look; null for never.</summary>
    internal TimeSpan? SinceAnswered => Volatile.Read(ref _seenAt) is var at and not long.MinValue ? clock.Now() - TimeSpan.FromTicks(at) : null;

    /// <summary>A person says that every other instance is down, so that this one need not be known to the last holder.</summary>
    /// <param name="words">Who, and why; the history keeps it.</param>
    internal void Confirm(string words) => _confirmation = words;

    /// <summary>Looks once; the term that was won, or null after a pause.</summary>
    internal async Task<WonTerm?> SeekAsync(CancellationToken cancellation)
    {
        if (!log.CaughtUp)
        {
            await log.CatchUpAsync(cancellation);
        }

        var head = await stream.HeadAsync(scribe.Timings.SchedulerLease, cancellation);
        Volatile.Write(ref _watch, LeadershipStream.See(_watch, head, clock.Now()));
        Volatile.Write(ref _seenAt, clock.Now().Ticks);
        var before = head?.Event;
        var ours = before is not null && scribe.IsOurs(before);
        var dead = before is not null && !ours && before.Lease > TimeSpan.Zero && scribe.IsDead(before);
        var ended = before is null || ours || dead || before.Lease == TimeSpan.Zero;
        if ((ended || _watch.MayTakeOver(clock.Now(), scribe.Timings.Drift)) && MayFollow(before, ours || dead))
        {
            return await TakeOverAsync(head?.Version ?? -1, before, Because(before, ours, dead), cancellation);
        }

        await Task.Delay(Glance(), clock, cancellation);
        return null;
    }

    /// <summary>
    /// Nobody relies on anything when the last holder acted and has certainly ended. Otherwise it, or one before it whose follower never acted, may go on
    /// through an outage that only it sees.
    /// </summary>
    private bool MayFollow(TermEvent? before, bool isDead)
    {
        if (before is null || before.Lease == TimeSpan.Zero || (isDead && before.Acts))
        {
            holder.ForgetPromises();
            _barred = null;
            return true;
        }

        var members = before.Members;
        if (OutageHold.MayStart(members is not null, members?.Contains(scribe.Self, StringComparer.Ordinal) == true, _confirmation is not null))
        {
            if (members is not null)
            {
                holder.WaitForForgotten();
            }

            _barred = null;
            return holder.PromiseLeft() == TimeSpan.Zero;
        }

        if (_barred is null)
        {
            _barred = $"Term {before.Term} of {before.Instance} is over by this instance's clock, but storeOutage is hold and {before.Instance} did not know this instance yet, so it may still go on without the store. Start {before.Instance} or one of the others that it knew ({string.Join(", ", members!)}). If every one of them is down for certain, say so: POST /v1/scheduler/takeover with confirmOthersDown and a reason.";
            logger.LogError("{Barred}", _barred);
        }

        return false;
    }

    private async Task<WonTerm?> TakeOverAsync(int head, TermEvent? before, string because, CancellationToken cancellation)
    {
        var lease = scribe.Timings.SchedulerLease;
        var askedAt = clock.Now();
        var others = scribe.Others();
        var term = (before?.Term ?? 0) + 1;
        var started = stream.New(TermEvent.Started, scribe.Holding(term, lease, acts: false, others?.Keys));
        if (await stream.AppendAsync(head, started, lease, cancellation) is not { } version)
        {
            return null;
        }

        _confirmation = null;
        _wonBefore = term;
        return new(TermLease.Start(term, askedAt, lease, clock.Now()), version, because, others);
    }

    private TimeSpan Glance()
    {
        var part = scribe.Timings.SchedulerRenewal / 4;
        return part > LongestGlance ? LongestGlance : part < ShortestGlance ? ShortestGlance : part;
    }

    private string Because(TermEvent? before, bool ours, bool dead) => before switch
    {
        null => "there was no term before",
        { Because: { } why } => $"term {before.Term} of {before.Instance} ended: {why}",
        _ when ours && before.Term == _wonBefore => $"term {before.Term} was this process's own, and was not renewed in time",
        _ when ours => $"term {before.Term} was of an earlier process of this instance, which is dead",
        _ when dead => $"the process of {before.Instance} that had term {before.Term} is dead: this machine's kernel has let its lock go",
        _ when _confirmation is { } words => $"term {before.Term} of {before.Instance} was not renewed within its lease of {before.Lease.TotalSeconds} s, and {words}",
        _ => $"term {before.Term} of {before.Instance} was not renewed within its lease of {before.Lease.TotalSeconds} s",
    };
}

/// <summary>A term that was just won.</summary>
/// <param name="Lease">It.</param>
/// <param name="Head">Version of its event.</param>
/// <param name="Because">How the last one ended.</param>
/// <param name="Others">Who was named as known in that event; null where the term ends with the store.</param>
internal sealed record WonTerm(TermLease Lease, int Head, string Because, IReadOnlyDictionary<string, (string Name, Domain.State.Instance Instance)>? Others);
