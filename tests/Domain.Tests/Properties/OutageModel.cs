using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Properties;

/// <summary>
/// A holder that is cut from the store and its followers, each with its own clock, asked over a network that delays and loses. The holder goes on by promises, the followers
/// are started anew at any moment and forget theirs. Time is in milliseconds.
/// </summary>
/// <param name="waitsForForgotten">False for a protocol that is broken on purpose.</param>
internal sealed class OutageModel(bool waitsForForgotten = true)
{
    private const double Drift = 0.02;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Length = OutageHold.Length(Lease);
    private readonly List<Follower> _followers = [];
    private readonly List<(int At, int Round, int Follower)> _questions = [];
    private readonly List<(int At, int Round)> _answers = [];
    private double _rate = 1;
    private int _now;
    private int _rounds;
    private int _awaited;
    private TimeSpan _askedAt;
    private TimeSpan _validUntil;

    private TimeSpan HolderNow => TimeSpan.FromMilliseconds(_now * _rate);

    private bool Holds => HolderNow < _validUntil;

    internal void Begin(ref Choice choice)
    {
        _rate = Rate(ref choice);
        _validUntil = HolderNow + Lease;
        for (var i = choice.Below(3) + 1; i > 0; i--)
        {
            Follower follower = new(Rate(ref choice));
            follower.Watch = TermWatch.Empty.See(1, 1, Lease, follower.Clock(choice.Below(500)));
            _followers.Add(follower);
        }
    }

    internal void Step(ref Choice choice)
    {
        for (var until = _now + choice.Of(1, 50, 400, 1_700); _now < until;)
        {
            _now += 10;
            Deliver(ref choice);
            _followers.ForEach(TryToAct);
            (Holds && _followers.Any(f => f.Acts)).ShouldBeFalse($"at {_now} ms the holder goes on although another acts");
        }

        switch (choice.Below(4))
        {
            case 0:
                var follower = _followers[choice.Below(_followers.Count)];
                follower.PromisedUntil = waitsForForgotten ? OutageHold.ForgottenUntil(follower.Clock(_now)) : TimeSpan.Zero;
                break;
            default:
                Ask(ref choice);
                break;
        }
    }

    private static double Rate(ref Choice choice) => 1 + (choice.Below(101) / 100.0 * Drift);

    private void Ask(ref Choice choice)
    {
        if (Holds)
        {
            (_rounds, _awaited, _askedAt) = (_rounds + 1, _followers.Count, HolderNow);
            for (var i = 0; i < _followers.Count; i++)
            {
                if (!choice.OneIn(8))
                {
                    _questions.Add((_now + choice.Of(0, 20, 300, 2_000), _rounds, i));
                }
            }
        }
    }

    private void Deliver(ref Choice choice)
    {
        foreach (var question in _questions.Where(q => q.At <= _now).ToArray())
        {
            _questions.Remove(question);
            var follower = _followers[question.Follower];
            if (OutageHold.Refusal(1, Length, follower.Acts ? 2 : null, 1, storeAnswers: false) is null)
            {
                var until = OutageHold.PromisedUntil(follower.Clock(_now), Length, Drift);
                follower.PromisedUntil = until > follower.PromisedUntil ? until : follower.PromisedUntil;
                if (!choice.OneIn(8))
                {
                    _answers.Add((_now + choice.Of(0, 20, 300, 2_000), question.Round));
                }
            }
        }

        foreach (var answer in _answers.Where(a => a.At <= _now).ToArray())
        {
            _answers.Remove(answer);
            if (answer.Round == _rounds && --_awaited == 0 && Holds)
            {
                var until = OutageHold.HeldUntil(_askedAt, Length);
                _validUntil = until > _validUntil ? until : _validUntil;
            }
        }
    }

    private void TryToAct(Follower follower)
    {
        var now = follower.Clock(_now);
        follower.Acts |= follower.Watch.MayTakeOver(now, Drift) && now >= follower.PromisedUntil;
    }

    private sealed class Follower(double rate)
    {
        internal TermWatch Watch { get; set; } = TermWatch.Empty;

        internal TimeSpan PromisedUntil { get; set; }

        internal bool Acts { get; set; }

        internal TimeSpan Clock(int now) => TimeSpan.FromMilliseconds(now * rate);
    }
}
