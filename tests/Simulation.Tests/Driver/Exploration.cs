using System.Diagnostics;
using System.Globalization;
using EventCluster.Simulation.Tests.Options;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>Many worlds, with what came of them.</summary>
internal sealed class Exploration(SimulationOptions options, TextWriter output)
{
    private const int MostViolations = 100;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ulong _first = options.First ?? RandomSeed();
    private volatile bool _stopped;
    private long _ended;
    private long _broken;
    private long _events;
    private ulong _fingerprint;
    private TimeSpan _simulated;

    /// <summary>Whether it was told to begin no more worlds.</summary>
    internal bool IsStopped => _stopped;

    /// <summary>A seed that people can type.</summary>
    internal static ulong RandomSeed() => (ulong)Random.Shared.Next(1_000_000_000);

    /// <summary>Runs them; whether every rule held in all of them.</summary>
    internal bool Run()
    {
        output.WriteLine($"Seeds from {_first} on: {Amount()}, {options.Jobs} at a time …");
        new Crew(Worlds(), Note).Run(options.Jobs, ProgressEvery, Progress);
        Summary();
        return _broken == 0;
    }

    /// <summary>Begins no more worlds.</summary>
    internal void Stop() => _stopped = true;

    private IEnumerable<WorldOptions> Worlds()
    {
        for (var number = 0L; number < (options.Seeds ?? long.MaxValue) && !_stopped && !(_watch.Elapsed > options.Time); number++)
        {
            yield return options.World with { Seed = _first + (ulong)number };
        }
    }

    private void Note(World world, Violation? violation)
    {
        _simulated += world.Scheduler.Now;
        _events += world.Truth.State.Version + 1;

        // A sum, so that the order in which worlds end does not matter.
        _fingerprint += world.Chronicle.Fingerprint;
        Interlocked.Increment(ref _ended);
        if (violation is not null && Interlocked.Increment(ref _broken) <= MostViolations)
        {
            output.WriteLine(violation.Line);
            output.Flush();
        }
    }

    private void Progress()
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds:0} s: {Interlocked.Read(ref _ended)} worlds, {Interlocked.Read(ref _broken)} violations"));
        output.Flush();
    }

    private void Summary()
    {
        var (seconds, peak) = (_watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20));
        var each = _simulated.TotalSeconds / seconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_ended} seeds from {_first} on, {_broken} violations, {_events} events, fingerprint {_fingerprint:x16}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_simulated.TotalSeconds:0} simulated seconds in {seconds:0.0} s: {each:0} a second, {each / Math.Min(options.Jobs, Environment.ProcessorCount):0} a second and core; at most {peak} MiB"));
        if (_broken > 0)
        {
            output.WriteLine("Replay one with ./simulate.sh --seed N and the same other options.");
        }
    }

    private string Amount() => (options.Seeds, options.Time) switch
    {
        ({ } seeds, { } time) => $"{seeds}, for at most {time.TotalMinutes} minutes",
        ({ } seeds, null) => $"{seeds}",
        _ => $"for {options.Time!.Value.TotalMinutes} minutes",
    };
}
