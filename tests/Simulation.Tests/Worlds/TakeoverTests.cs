namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>How long detection and take-over take, in clusters of several sizes.</summary>
public sealed class TakeoverTests
{
    [Theory]
    [InlineData(5, 600)]
    [InlineData(300, 120)]
    public void Given_nodes_and_instances_that_lose_their_power_then_detection_and_takeover_keep_their_bounds(int nodes, int seconds)
    {
        Takeovers takeovers = new(new(1) { Nodes = nodes });

        takeovers.Run(TimeSpan.FromSeconds(seconds));

        (takeovers.Detected.Count, takeovers.Given.Count, takeovers.Acted.Count).ShouldBe((seconds / 60, seconds / 60, seconds / 60));
    }
}
