using System.Diagnostics;
using System.Globalization;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>How long detection and take-over take in one world, in simulated time, and what it costs to simulate it.</summary>
internal sealed class Measurement(TextWriter output)
{
    /// <summary>Measures; whether every bound was kept.</summary>
    internal bool Run(WorldOptions options)
    {
        var watch = Stopwatch.StartNew();
        Takeovers takeovers = new(options);
        var world = takeovers.World;
        string? broken = null;
        try
        {
            takeovers.Run(options.Storm);
        }
        catch (BrokenException violation)
        {
            broken = violation.Message;
        }

        Line("active node lost its power, until it is suspect", takeovers.Detected, takeovers.DetectionBound);
        Line("… until the role is given to another", takeovers.Given, takeovers.TakeoverBound);
        Line("… until the service runs on another", takeovers.Served, bound: null);
        Line("acting instance lost its power, until another acts", takeovers.Acted, takeovers.SchedulerBound);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Nodes} nodes, {options.Instances} instances: {world.Scheduler.Now.TotalSeconds:0} simulated seconds and {world.Scheduler.Steps} steps in {watch.Elapsed.TotalSeconds:0} s; at most {Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20)} MiB, {GC.GetTotalMemory(forceFullCollection: true) / (1 << 20)} MiB live at the end"));
        output.WriteLine(broken is null ? $"seed {options.Seed}: every bound was kept." : $"seed {options.Seed} at {world.Scheduler.Now.TotalSeconds:0.000} s: {broken}");
        GC.KeepAlive(world);
        return broken is null;
    }

    private void Line(string what, List<TimeSpan> times, TimeSpan? bound)
    {
        if (times.Count > 0)
        {
            TimeSpan[] sorted = [.. times.Order()];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-52} median {sorted[sorted.Length / 2].TotalSeconds:0.00} s, slowest {sorted[^1].TotalSeconds:0.00} s of {sorted.Length}{(bound is { } b ? $"; at most {b.TotalSeconds:0.00} s" : "")}"));
        }
    }
}
