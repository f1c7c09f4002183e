using EventCluster.Domain.Leases;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>The term of this instance, as everything that acts must ask for it right before each act.</summary>
public sealed class TermHolder(TimeProvider clock)
{
    private volatile TermLease? _term;
    private volatile TermLease? _acting;

    /// <summary>The term in which this instance may act at this moment; null when it may not.</summary>
    public TermLease? Held => _acting is { } term && term.Holds(clock.Now()) ? term : null;

    /// <summary>True while this instance may act.</summary>
    public bool IsActive => Held is not null;

    /// <summary>The term that was won, whether or not it is recorded in the history yet; null without one.</summary>
    internal TermLease? Won => _term;

    /// <summary>When acting in the present term began, on the monotonic clock.</summary>
    internal TimeSpan ActingSince { get; private set; }

    internal void Win(TermLease term) => (_term, _acting) = (term, null);

    /// <summary>Acting may begin: the term stands in the history, which fences every older one.</summary>
    internal void Act()
    {
        ActingSince = clock.Now();
        _acting = _term;
    }

    internal void Renew(TermLease term)
    {
        _term = term;
        if (_acting is not null)
        {
            _acting = term;
        }
    }

    internal void Lose() => (_term, _acting) = (null, null);
}
