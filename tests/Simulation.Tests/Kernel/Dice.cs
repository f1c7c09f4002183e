using System.Buffers.Binary;

namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>All chance of a simulated world, from one seed (xoshiro256**). The same seed gives the same throws on every machine.</summary>
internal sealed class Dice
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Dice of a seed.</summary>
    internal Dice(ulong seed)
    {
        (_a, _b, _c, _d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));
    }

    /// <summary>Dice of its own for a part of the world, so that what one part throws does not shift what another gets.</summary>
    internal Dice Fork() => new(Next());

    /// <summary>64 random bits.</summary>
    internal ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>From 0 up to a bound, without it.</summary>
    internal int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>From 0 up to 1, without it.</summary>
    internal double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True as often as a share says.</summary>
    internal bool Chance(double share) => share > 0 && Share() < share;

    /// <summary>A time between two, evenly.</summary>
    internal TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromTicks((long)(Share() * (most - least).Ticks));

    /// <summary>A time that is mostly short, and now and then many times the usual one.</summary>
    internal TimeSpan LongTailed(TimeSpan usual) => usual * (0.5 - Math.Log(1 - Share()) * 0.5);

    /// <summary>One of several.</summary>
    internal T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>An id of version 7's form.</summary>
    internal Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static ulong Split(ref ulong seed)
    {
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
