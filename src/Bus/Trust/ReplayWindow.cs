namespace EventCluster.Bus.Trust;

/// <summary>
/// Which of the last numbers were seen. Numbers may come out of order by less than the window's width; what is further back is refused, as it can no longer be told
/// from a repetition. (The sliding window of RFC 4303, section 3.4.3.)
/// </summary>
public sealed class ReplayWindow
{
    /// <summary>
    /// Width. Publishes of one sender are sealed at most <see cref="Connection.Publisher.MostInFlight"/> ahead of each other, so the order in a queue differs by less.
    /// </summary>
    public const int Width = 1024;

    private const int WordBits = 64;
    private readonly ulong[] _seen = new ulong[Width / WordBits];
    private long _top;

    /// <summary>Accepts a number that was not seen; numbers begin at 1.</summary>
    public bool Accept(long number)
    {
        if (number <= 0 || number <= _top - Width)
        {
            return false;
        }

        if (number > _top)
        {
            Advance(number);
        }

        var bit = (int)(number % Width);
        var mask = 1UL << (bit % WordBits);
        ref var word = ref _seen[bit / WordBits];
        if ((word & mask) != 0)
        {
            return false;
        }

        word |= mask;
        return true;
    }

    private void Advance(long top)
    {
        if (top - _top >= Width)
        {
            Array.Clear(_seen);
        }
        else
        {
            for (var number = _top + 1; number <= top; number++)
            {
                var bit = (int)(number % Width);
                _seen[bit / WordBits] &= ~(1UL << (bit % WordBits));
            }
        }

        _top = top;
    }
}
