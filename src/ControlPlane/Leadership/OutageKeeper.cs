using EventCluster.Domain.Leases;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>
/// Lets the holder of a term go on extending the active node's lease while the store is away, as long as every other instance promises to start none. Whoever may
/// follow on an event of this term is named in it, and all that were named in the newest one that is certainly there, or in a later one, are asked.
/// </summary>
internal sealed class OutageKeeper(TermHolder holder, TermScribe scribe, AskForPromise ask, TimeProvider clock, ILogger<OutageKeeper> logger)
{
    private const int PartsOfPromise = 4;
    private readonly SortedDictionary<string, (string Name, Domain.State.Instance Instance)> _named = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, (string Name, Domain.State.Instance Instance)>? _acknowledged;
    private IReadOnlyDictionary<string, (string Name, Domain.State.Instance Instance)>? _offered;
    private volatile IReadOnlyList<string>? _asked;
    private bool _isReady;
    private bool _isOver;
    private bool _isSaid;

    /// <summary>Whether every event of the term that may be the newest says that its holder goes on, and it may still do so.</summary>
    internal bool IsReady => _isReady && !_isOver;

    /// <summary>Whom it asks while the store is away, by name; null where that would end the term.</summary>
    internal IReadOnlyList<string>? Asked => holder.MayAnswer ? _asked : null;

    /// <summary>Why the term that has just run out did not go on without the store, to be said after that; empty where it was not to.</summary>
    internal string Shortfall =>
        scribe.Others() is null ? ""
        : !_isReady ? ", and no renewal had said yet that it goes on without the store"
        : _isOver ? ", and a promise that it needed is missing"
        : ", and not one round of promises was whole before: this process was held up, or not every instance promised";

    /// <summary>How long one attempt to reach the store may take.</summary>
    internal static TimeSpan Attempt(TimeSpan schedulerLease) => OutageHold.Length(schedulerLease) / PartsOfPromise;

    /// <summary>A term begins with an event that names these.</summary>
    internal void Begin(IReadOnlyDictionary<string, (string Name, Domain.State.Instance Instance)>? others)
    {
        (_acknowledged, _offered, _isOver, _isSaid) = (others, others, false, false);
        Decide();
    }

    /// <summary>An event that names these is about to be offered to the store.</summary>
    internal void Offered(IReadOnlyDictionary<string, (string Name, Domain.State.Instance Instance)>? others)
    {
        _offered = others;
        Decide();
    }

    /// <summary>The event offered last is there.</summary>
    internal void Acknowledged()
    {
        if (_isSaid)
        {
            logger.LogInformation("The store answers again, and the term goes on.");
        }

        (_acknowledged, _isOver, _isSaid) = (_offered, false, false);
        Decide();
    }

    /// <summary>Asks everyone once. When all have promised, heartbeats are answered for as long.</summary>
    internal async Task GoOnAsync(TermLease term, TimeSpan schedulerLease, string why, CancellationToken cancellation)
    {
        var (length, askedAt, wasThrough) = (OutageHold.Length(schedulerLease), clock.Now(), holder.IsThroughOutage);
        foreach (var (member, other) in scribe.Others() ?? [])
        {
            _named[member] = other;
        }

        var answers = await Task.WhenAll(_named.Values.Select(other => ask(other.Name, other.Instance, term.Term, length, length / PartsOfPromise, cancellation)));
        var missing = answers.Where(answer => !answer.IsPromised).Select(answer => answer.Why).ToArray();
        if (missing.Length == 0)
        {
            var until = OutageHold.HeldUntil(askedAt, length);
            // Contiguous: there was no moment in which neither the term nor a promise held.
            if (until > clock.Now() && (term.Holds(clock.Now()) || holder.IsThroughOutage))
            {
                holder.GoOn(until);
            }

            if (!_isSaid && holder.HasActed)
            {
                _isSaid = true;
                logger.LogWarning("The store is away ({Why}); {Count} other instances promise not to begin a term, so the active node's lease goes on. Nothing is decided meanwhile.", why, answers.Length);
            }

            return;
        }

        if (wasThrough || !term.Holds(clock.Now()))
        {
            _isOver = true;
        }

        logger.LogWarning("The store is away ({Why}), and the term cannot go on without it: {Missing}.", why, string.Join("; ", missing));
        await Task.Delay(length / PartsOfPromise / PartsOfPromise, clock, cancellation);
    }

    private void Decide()
    {
        _isReady = _acknowledged is not null && _offered is not null;
        _named.Clear();
        foreach (var (member, other) in (_acknowledged ?? _offered)?.Concat(_offered ?? _acknowledged!) ?? [])
        {
            _named[member] = other;
        }

        _asked = _isReady ? [.. _named.Values.Select(other => other.Name).Distinct()] : null;
    }
}

/// <summary>Asks another instance for its promise not to start a term, over a path that does not use the store.</summary>
/// <param name="name">Whom.</param>
/// <param name="instance">Where it serves.</param>
/// <param name="term">The term of the one who asks.</param>
/// <param name="length">For how long, counted by the other from its answer.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="cancellation">Ends the asking.</param>
internal delegate Task<PromiseAnswer> AskForPromise(string name, Domain.State.Instance instance, long term, TimeSpan length, TimeSpan limit, CancellationToken cancellation);

/// <summary>What came of asking.</summary>
/// <param name="IsPromised">It was promised.</param>
/// <param name="Why">Why not, with the instance's name.</param>
internal readonly record struct PromiseAnswer(bool IsPromised, string Why);
