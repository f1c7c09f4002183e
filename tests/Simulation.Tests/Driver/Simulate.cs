using EventCluster.Simulation.Tests.Options;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>What <c>./simulate.sh</c> does.</summary>
internal static class Simulate
{
    private const int UsageError = 2;

    /// <summary>Does it; the exit code.</summary>
    internal static int Run(IReadOnlyList<string> words)
    {
        SimulationOptions options;
        try
        {
            options = SimulationOptions.Parse(words);
        }
        catch (OptionException wrong)
        {
            Console.Error.WriteLine($"simulate.sh: {wrong.Message} ./simulate.sh --help shows the options.");
            return UsageError;
        }

        if (options.Help)
        {
            Console.WriteLine(SimulationOptions.Usage);
            return 0;
        }

        if (options.Takeovers)
        {
            return new Measurement(Console.Out).Run(options.World with { Seed = options.Seed!.Value }) ? 0 : 1;
        }

        return (options.Seed is { } seed ? new Replay(Console.Out).Run(options.World with { Seed = seed }) : Explore(options)) ? 0 : 1;
    }

    private static bool Explore(SimulationOptions options)
    {
        Exploration exploration = new(options, Console.Out);
        void Interrupt(object? sender, ConsoleCancelEventArgs e)
        {
            // The second time it ends at once.
            e.Cancel = !exploration.IsStopped;
            exploration.Stop();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            return exploration.Run();
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }
}
