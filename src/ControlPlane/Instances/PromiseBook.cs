using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Answers the holder of a term that asks this instance not to start one. Each question counts once, and an old one not at all.</summary>
internal sealed class PromiseBook(
    PromiseSeal seal, TermHolder term, TermSeeker seeker, ClusterLog log, ControlPlaneSettings settings, TimeProvider clock, ILogger<PromiseBook> logger)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestFresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private (Guid Session, long Sequence) _last;

    /// <summary>The sealed answer to a sealed question.</summary>
    /// <exception cref="ProblemException">There is no key, or the seal does not hold, or the question is old or for another.</exception>
    internal byte[] Answer(ReadOnlySpan<byte> message)
    {
        if (seal.OpenQuestion(message) is not { } question)
        {
            throw new ProblemException(ProblemCodes.Forbidden, "This is for control plane instances with the same encryption key.");
        }

        if (question.To != settings.Instance || question.From == settings.Instance || question.Cluster != log.State.Name || !IsNew(question))
        {
            throw new ProblemException(ProblemCodes.Conflict, "This question is old, or for another instance. Ask anew.");
        }

        var newest = Math.Max(seeker.NewestTerm, log.State.Scheduler?.Term ?? 0);
        var timings = log.State.Timings;
        var fresh = timings.SchedulerLease / 2 < LongestFresh ? timings.SchedulerLease / 2 : LongestFresh;
        var refusal = term.Promise(question.Term, question.Length, newest, seeker.SinceAnswered < fresh, timings.Drift);
        logger.LogDebug("{From} asks for a promise in term {Term}: {Answer}.", question.From, question.Term, refusal ?? "promised");
        return seal.Seal(new PromiseReply(settings.Instance, question.Session, question.Sequence, refusal));
    }

    private bool IsNew(PromiseQuestion question)
    {
        if ((clock.GetUtcNow().UtcDateTime - question.At).Duration() > Tolerance)
        {
            return false;
        }

        lock (_gate)
        {
            // Sessions are ordered by time as text; of one of them each number counts once.
            var order = string.CompareOrdinal(question.Session.ToString(), _last.Session.ToString());
            if (order < 0 || (order == 0 && question.Sequence <= _last.Sequence))
            {
                return false;
            }

            _last = (question.Session, question.Sequence);
            return true;
        }
    }
}
