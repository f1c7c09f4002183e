using EventCluster.Domain.Leases;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>The term of this instance, as everything that acts must ask for it right before each act.</summary>
public sealed class TermHolder
{
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly long[] _losses = new long[Enum.GetValues<TermLoss>().Length];
    private volatile TermLease? _term;
    private volatile TermLease? _acting;
    private volatile TermLease? _outage;
    private TimeSpan _promisedUntil = TimeSpan.MinValue;

    /// <summary>Holds nothing.</summary>
    public TermHolder(TimeProvider clock)
    {
        _clock = clock;
        StartedAt = clock.Now();
    }

    /// <summary>The term in which this instance may act at this moment; null when it may not.</summary>
    public TermLease? Held => _acting is { } term && term.Holds(_clock.Now()) ? term : null;

    /// <summary>True while this instance may act.</summary>
    public bool IsActive => Held is not null;

    /// <summary>The term in which heartbeats may be answered: also through an outage of the store, in which nothing else may be done.</summary>
    public TermLease? Answering => Held ?? (_outage is { } term && term.Holds(_clock.Now()) ? term : null);

    /// <summary>True while heartbeats may be answered.</summary>
    public bool MayAnswer => Answering is not null;

    /// <summary>True while only promises of the other instances let the active node's lease be extended.</summary>
    public bool IsThroughOutage => Held is null && MayAnswer;

    /// <summary>The term that was won, whether or not it is recorded in the history yet; null without one.</summary>
    internal TermLease? Won => _term;

    /// <summary>Whether acting in the present term has begun, be it over or not.</summary>
    internal bool HasActed => _acting is not null;

    /// <summary>When acting in the present term began, on the monotonic clock.</summary>
    internal TimeSpan ActingSince { get; private set; }

    /// <summary>When this process began.</summary>
    internal TimeSpan StartedAt { get; }

    /// <summary>How many terms ended in a way.</summary>
    internal long Losses(TermLoss how) => Interlocked.Read(ref _losses[(int)how]);

    internal void Win(TermLease term) => (_term, _acting, _outage) = (term, null, null);

    /// <summary>Acting may begin: the term stands in the history, which fences every older one.</summary>
    /// <returns>False while a promise forbids it.</returns>
    internal bool Act()
    {
        lock (_gate)
        {
            var now = _clock.Now();
            if (now < _promisedUntil)
            {
                return false;
            }

            ActingSince = now;
            _acting = _term;
            return true;
        }
    }

    /// <summary>Promises not to act for a while. Promising and beginning to act exclude each other.</summary>
    /// <returns>Why not; null when it is promised.</returns>
    internal string? Promise(long term, TimeSpan length, long newest, bool storeAnswers, double drift)
    {
        lock (_gate)
        {
            var refusal = OutageHold.Refusal(term, length, _term?.Term, newest, storeAnswers);
            if (refusal is null)
            {
                var until = OutageHold.PromisedUntil(_clock.Now(), length, drift);
                _promisedUntil = until > _promisedUntil ? until : _promisedUntil;
            }

            return refusal;
        }
    }

    /// <summary>Whoever takes a term over that is held through outages begins to act only after what an earlier process may have promised.</summary>
    internal void WaitForForgotten()
    {
        lock (_gate)
        {
            var until = OutageHold.ForgottenUntil(StartedAt);
            _promisedUntil = until > _promisedUntil ? until : _promisedUntil;
        }
    }

    /// <summary>Nobody relies on a promise any more: the one who was given it has ended.</summary>
    internal void ForgetPromises()
    {
        lock (_gate)
        {
            _promisedUntil = TimeSpan.MinValue;
        }
    }

    /// <summary>How long a promise forbids to begin a term; zero for not.</summary>
    internal TimeSpan PromiseLeft()
    {
        lock (_gate)
        {
            var now = _clock.Now();
            return now < _promisedUntil ? _promisedUntil - now : TimeSpan.Zero;
        }
    }

    internal void Renew(TermLease term)
    {
        _term = term;
        if (_acting is not null)
        {
            _acting = term;
        }
    }

    /// <summary>The others have promised: heartbeats are answered until then although the term was not renewed. Only whoever acted goes on so.</summary>
    internal void GoOn(TimeSpan until)
    {
        if (_acting is { } term)
        {
            _outage = term with { ValidUntil = until };
        }
    }

    internal void Lose(TermLoss how = TermLoss.NotRenewed)
    {
        Interlocked.Increment(ref _losses[(int)how]);
        (_term, _acting, _outage) = (null, null, null);
    }
}
