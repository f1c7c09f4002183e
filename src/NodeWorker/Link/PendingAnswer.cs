using EventCluster.Contracts.Bus;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// Hands the answer from who consumes the bus to the one heartbeat that waits for it. What nobody waits for (any more) is
/// not taken: once a heartbeat has gone over the other way, its answer on this one is late.
/// </summary>
/// <param name="ended">What the heartbeat waits on.</param>
/// <param name="clock">The boot clock.</param>
public sealed class PendingAnswer(ISignal ended, TimeProvider clock)
{
    private const long Nobody = 0;
    private readonly Lock _gate = new();
    private Guid _boot;
    private long _sequence;
    private BusAnswer? _answer;
    private string _detail = "";

    /// <summary>A heartbeat is about to be sent; its answer may come from now on.</summary>
    public void Expect(Guid boot, long sequence)
    {
        lock (_gate)
        {
            (_boot, _sequence, _answer, _detail) = (boot, sequence, null, "nobody answered");
        }
    }

    /// <summary>An answer came. True when it is the one that is waited for.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="from">Who gave it.</param>
    public bool Offer(BusAnswer answer, string from)
    {
        lock (_gate)
        {
            if (_sequence == Nobody || answer.Sequence != _sequence || answer.Boot != _boot)
            {
                return false;
            }

            (_answer, _detail, _sequence) = (answer, from, Nobody);
        }

        ended.Set();
        return true;
    }

    /// <summary>No answer can come any more; nothing happens when that heartbeat is not the one that waits.</summary>
    /// <param name="sequence">Of the heartbeat; null for whichever waits.</param>
    /// <param name="why">For people.</param>
    public void GiveUp(long? sequence, string why)
    {
        lock (_gate)
        {
            if (_sequence == Nobody || (sequence ?? _sequence) != _sequence)
            {
                return;
            }

            (_detail, _sequence) = (why, Nobody);
        }

        ended.Set();
    }

    /// <summary>Waits for the answer and ends the waiting. Without an answer the detail says why there is none, otherwise who gave it.</summary>
    public async ValueTask<(BusAnswer? Answer, string Detail)> TakeAsync(TimeSpan limit)
    {
        var until = clock.Now() + limit;
        while (true)
        {
            var left = until - clock.Now();
            lock (_gate)
            {
                if (_sequence == Nobody || left <= TimeSpan.Zero)
                {
                    _sequence = Nobody;
                    return (_answer, _detail);
                }
            }

            // The end of an earlier waiting may wake it too.
            await ended.WaitAsync(left);
        }
    }
}
