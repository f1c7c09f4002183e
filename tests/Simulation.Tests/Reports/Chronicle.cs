using System.Globalization;

namespace EventCluster.Simulation.Tests.Reports;

/// <summary>What happened in a world, for people: the newest of it is kept, and all of it has a fingerprint by which two runs are compared.</summary>
/// <param name="kept">How many lines are kept.</param>
internal sealed class Chronicle(int kept)
{
    private readonly Queue<(TimeSpan At, string Who, string What, long Number)> _newest = new();
    private ulong _fingerprint = 14_695_981_039_346_656_037;

    /// <summary>Fingerprint of everything noted.</summary>
    internal ulong Fingerprint => _fingerprint;

    /// <summary>Notes something.</summary>
    internal void Note(TimeSpan at, string who, string what, long number = 0)
    {
        Mix((ulong)at.Ticks);
        Mix(who);
        Mix(what);
        Mix((ulong)number);
        if (_newest.Count == kept)
        {
            _newest.Dequeue();
        }

        _newest.Enqueue((at, who, what, number));
    }

    /// <summary>The newest of it, a line each.</summary>
    internal IEnumerable<string> Lines() =>
        _newest.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.At.TotalSeconds,10:0.000} s  {n.Who,-14} {n.What}{(n.Number == 0 ? "" : $" {n.Number}")}"));

    private void Mix(string text)
    {
        foreach (var c in text)
        {
            Mix(c);
        }
    }

    private void Mix(ulong value) => _fingerprint = (_fingerprint ^ value) * 1_099_511_628_211;
}
