using System.Diagnostics;
using System.Globalization;
using EventCluster.Simulation.Tests.Worlds;
using Xunit.Runner.InProc.SystemConsole;

// The same program runs the tests and, with "simulate" as its first word, ./simulate.sh.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ["simulate", .. var options])
{
    return await ConsoleRunner.Run(args);
}

var first = options.Length > 0 ? ulong.Parse(options[0], CultureInfo.InvariantCulture) : 1;
var count = options.Length > 1 ? int.Parse(options[1], CultureInfo.InvariantCulture) : 1;
var watch = Stopwatch.StartNew();
var simulated = TimeSpan.Zero;
var failed = 0;
for (var seed = first; seed < first + (ulong)count; seed++)
{
    World world = new(new(seed));
    var violation = world.Run();
    simulated += world.Scheduler.Now;
    if (violation is not null)
    {
        failed++;
        Console.WriteLine($"seed {seed} at {violation.At.TotalSeconds:0.000} s: {violation.What}");
        if (count == 1)
        {
            foreach (var line in violation.Timeline)
            {
                Console.WriteLine(line);
            }
        }
    }
    else if (count == 1)
    {
        foreach (var line in world.Chronicle.Lines())
        {
            Console.WriteLine(line);
        }
    }

    if (count == 1)
    {
        Console.WriteLine($"{world.Scheduler.Steps} steps, {world.Truth.State.Version + 1} events, fingerprint {world.Chronicle.Fingerprint:x16}");
    }
}

Console.WriteLine($"{count} seeds, {failed} failed; {simulated.TotalSeconds:0} s simulated in {watch.Elapsed.TotalSeconds:0.0} s: {simulated.TotalSeconds / watch.Elapsed.TotalSeconds:0} a second");
return failed == 0 ? 0 : 1;
