using System.Diagnostics;
using System.Text.RegularExpressions;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>Finds fewer faults and commands that break the same rule: first the shortest beginning, then what of it can be left out.</summary>
internal sealed partial class Shortening
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _limit;
    private Violation _shortest;
    private int _runs;

    private Shortening(Violation violation, TimeSpan limit) => (_shortest, _limit) = (violation, limit);

    /// <summary>Shortens.</summary>
    /// <param name="violation">What was found.</param>
    /// <param name="limit">No run is begun after this real time.</param>
    /// <returns>The shortest that was found, and how often a world was run for it.</returns>
    internal static (Violation Shortest, int Runs) Of(Violation violation, TimeSpan limit)
    {
        Shortening shortening = new(violation, limit);
        shortening.CutEnd(violation.Drawn);
        shortening.LeaveOut();
        return (shortening._shortest, shortening._runs);
    }

    /// <summary>What was drawn after the violation has not happened before it: all lies between nothing and that.</summary>
    private void CutEnd(int drawn)
    {
        var (tooFew, enough) = (-1, drawn);
        StillBreaks(Selection.All with { Last = drawn });
        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            (tooFew, enough) = StillBreaks(Selection.All with { Last = middle }) ? (tooFew, middle) : (middle, enough);
        }
    }

    /// <summary>Leaves out long stretches first, then ever shorter ones, down to single ones.</summary>
    private void LeaveOut()
    {
        var last = _shortest.Options.Deeds.Last;
        for (var length = last / 2; length > 0; length /= 2)
        {
            for (var from = 1; from <= last; from += length)
            {
                var deeds = _shortest.Options.Deeds;
                HashSet<int> leftOut = [.. deeds.LeftOut, .. Enumerable.Range(from, Math.Min(length, last + 1 - from))];
                if (leftOut.Count > deeds.LeftOut.Count)
                {
                    StillBreaks(deeds with { LeftOut = leftOut });
                }
            }
        }
    }

    private bool StillBreaks(Selection deeds)
    {
        if (_watch.Elapsed > _limit)
        {
            return false;
        }

        _runs++;
        if (new World(_shortest.Options with { Deeds = deeds }).Run() is not { } violation || Kind(violation) != Kind(_shortest))
        {
            return false;
        }

        _shortest = violation;
        return true;
    }

    /// <summary>What was broken, whoever it was.</summary>
    private static string Kind(Violation violation) => NamesAndNumbers().Replace(violation.What.Split(':')[0], "");

    [GeneratedRegex("node-[a-z0-9]+|cp-[0-9]+|[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamesAndNumbers();
}
