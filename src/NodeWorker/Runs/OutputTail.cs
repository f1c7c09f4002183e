using System.Text;
using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Runs;

/// <summary>Keeps the last part of what an action prints, however much that is.</summary>
public sealed class OutputTail
{
    /// <summary>Most bytes of an output in a message, so that a heartbeat with the outputs of all runs stays within what the control plane takes.</summary>
    public const int MostBytes = 5 * 1024;

    private const int BytesKept = 4 * RunReport.LongestOutput;
    private const int Escaped = 6;
    private const int LongestHalf = 3;
    private const char Unreadable = '\uFFFD';
    private readonly Lock _gate = new();
    private readonly byte[] _kept = new byte[2 * BytesKept];
    private int _count;
    private bool _isCut;

    /// <summary>Takes what was printed.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (bytes.Length > BytesKept)
            {
                bytes = bytes[^BytesKept..];
                (_count, _isCut) = (0, true);
            }

            if (_count + bytes.Length > _kept.Length)
            {
                var less = _count - (BytesKept - Math.Min(bytes.Length, BytesKept));
                _kept.AsSpan(less, _count - less).CopyTo(_kept);
                (_count, _isCut) = (_count - less, true);
            }

            bytes.CopyTo(_kept.AsSpan(_count));
            _count += bytes.Length;
        }
    }

    /// <summary>The last part of it, at most <see cref="RunReport.LongestOutput"/> characters and <see cref="MostBytes"/> in a message.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var text = Encoding.UTF8.GetString(_kept, 0, _count);
            var halved = _isCut ? text.Take(LongestHalf).TakeWhile(c => c == Unreadable).Count() : 0;
            return Last(text[halved..].Replace('\0', Unreadable));
        }
    }

    private static string Last(string text)
    {
        var (start, bytes) = (text.Length, 0);
        while (start > 0 && text.Length - start < RunReport.LongestOutput && bytes + Cost(text[start - 1]) <= MostBytes)
        {
            bytes += Cost(text[--start]);
        }

        // Half of a pair is no character.
        return text[(start < text.Length && char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }

    /// <summary>What a character takes in JSON at the most.</summary>
    private static int Cost(char c) => c switch
    {
        '\n' or '\r' or '\t' or '\\' => 2,
        '"' or '&' or '\'' or '<' or '>' or '+' or '`' or < ' ' or > '~' => Escaped,
        _ => 1,
    };
}
