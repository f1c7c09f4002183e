namespace EventCluster.Simulation.Tests.Options;

/// <summary>The command line of ./simulate.sh.</summary>
public sealed class SimulationOptionsTests
{
    [Theory]
    [InlineData("--faults none", "None", 6)]
    [InlineData("--faults 3", "All", 3)]
    [InlineData("--faults store,network", "Store, Network", 6)]
    [InlineData("--faults Store:0.5", "Store", 0.5)]
    [InlineData("--faults all:2m", "All", 120)]
    public void Given_a_mix_of_faults_then_kinds_and_mean_time_are_read(string line, string kinds, double seconds)
    {
        var world = SimulationOptions.Parse(line.Split(' ')).World;

        ($"{world.Faults}", world.FaultEvery).ShouldBe((kinds, TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("--nodes 0", "--nodes is '0'; it must be a whole number from 1 to 10000.")]
    [InlineData("--storm 1x", "--storm is '1x'; it must be seconds, or like 10m or 1h, from 1 s to 86400 s.")]
    [InlineData("--profile slow", "--profile is 'slow'; known are balanced, fast.")]
    [InlineData("--seeds", "--seeds needs a value.")]
    [InlineData("--sedes 3", "'--sedes' is not an option.")]
    [InlineData("--seed 3 --minutes 2", "--seed replays one world; leave out --seeds, --first and --minutes, or give --first instead of it.")]
    public void Given_an_option_that_cannot_be_used_then_its_name_and_its_bound_are_said(string line, string message) =>
        Should.Throw<OptionException>(() => SimulationOptions.Parse(line.Split(' '))).Message.ShouldBe(message);
}
