using System.Globalization;
using EventCluster.Simulation.Tests.Driver;
using Xunit.Runner.InProc.SystemConsole;

// The same program runs the tests and, with "simulate" as its first word, ./simulate.sh.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args is ["simulate", .. var words] ? Simulate.Run(words) : await ConsoleRunner.Run(args);
