using System.Globalization;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>One world once more, for people.</summary>
internal sealed class Replay(TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs it and prints what happened; whether every rule held.</summary>
    internal bool Run(WorldOptions options)
    {
        World world = new(options);
        var violation = world.Run();
        foreach (var line in violation?.Timeline ?? [.. world.Chronicle.Lines()])
        {
            output.WriteLine(line);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{world.Scheduler.Now.TotalSeconds:0} s, {world.Deeds.Drawn} faults and commands, {world.Truth.State.Version + 1} events, {world.Scheduler.Steps} steps, fingerprint {world.Chronicle.Fingerprint:x16}"));
        if (violation is null)
        {
            output.WriteLine($"seed {options.Seed}: every rule held.");
            return true;
        }

        output.WriteLine(violation.Line);
        Shorten(violation);
        return false;
    }

    private void Shorten(Violation violation)
    {
        output.WriteLine();
        output.WriteLine($"Looking for the fewest faults and commands that suffice, for at most {Patience.TotalSeconds:0} s …");
        var (shortest, runs) = Shortening.Of(violation, Patience);
        foreach (var line in shortest.Timeline)
        {
            output.WriteLine(line);
        }

        var selection = shortest.Options.Deeds;
        var leftOut = selection.LeftOut.Where(n => n <= selection.Last).Order().ToArray();
        var without = leftOut.Length > 0 ? $", without {string.Join(", ", leftOut)}" : "";
        output.WriteLine($"{selection.Count} faults and commands suffice of the first {violation.Drawn} (tried {runs} times): up to #{selection.Last}{without}.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"So shortened, at {shortest.At.TotalSeconds:0.000} s: {shortest.What}"));
    }
}
