using System.Globalization;
using EventCluster.Simulation.Tests.Driver;
using EventCluster.Simulation.Tests.Mutations;
using Xunit.Runner.InProc.SystemConsole;

// The same program runs the tests and, with "simulate" as its first word, ./simulate.sh.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["simulate", .. var words] => Simulate.Run(words),
    ["mutants"] => MutantRun.Serve(Console.In, Console.Out),
    _ => await ConsoleRunner.Run(args),
};
