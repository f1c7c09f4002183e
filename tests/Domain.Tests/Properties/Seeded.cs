using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace EventCluster.Domain.Tests.Properties;

/// <summary>Checks a property with random programs: lists of numbers that the property reads as choices. A failure is shrunk and names its seed.</summary>
internal static class Seeded
{
    private const string Variable = "DOMAIN_TESTS_SEED";

    internal static void Check(int programs, int longest, Action<int[]> property)
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        var seed = given is null ? (ulong)Random.Shared.NextInt64() : ulong.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"To repeat: {Variable}={seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(programs).WithEndSize(longest)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)));
        var arbitrary = Arb.From(Gen.ArrayOf(Gen.Choose(0, 1_000_000_000)), Shorter);
        FsCheck.Check.One(config, Prop.ForAll(arbitrary, property));
    }

    private static IEnumerable<int[]> Shorter(int[] program)
    {
        if (program.Length > 3)
        {
            yield return program[..(program.Length / 2)];
            yield return program[(program.Length / 2)..];
        }

        for (var i = 0; i < program.Length; i++)
        {
            yield return [.. program[..i], .. program[(i + 1)..]];
        }
    }
}

/// <summary>Choices out of one number.</summary>
internal struct Choice(int number)
{
    private ulong _left = (uint)number * 0x9E3779B97F4A7C15UL;

    internal int Below(int bound)
    {
        _left = (_left ^ (_left >> 29)) * 0xBF58476D1CE4E5B9UL;
        return (int)((_left >> 33) % (ulong)bound);
    }

    internal bool OneIn(int bound) => Below(bound) == 0;

    internal T Of<T>(params ReadOnlySpan<T> values) => values[Below(values.Length)];
}
