using EventCluster.Shared;

namespace EventCluster.BusBench;

/// <summary>What is measured, in order.</summary>
internal static class Plan
{
    public static IEnumerable<(string Name, Func<Task<IReadOnlyList<Figure>>> Measure)> Of(BenchOptions options, ScratchFolder folder, LocalBroker broker) =>
        from plan in All(options, folder, broker) where options.Only is null || plan.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase) select plan;

    private static (string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] All(BenchOptions options, ScratchFolder folder, LocalBroker broker) =>
    [
        ("queues", () => QueueBench.RunAsync(broker)),
        ("heartbeats", () => HeartbeatBench.RunAsync(folder.New("heartbeats"), broker, options)),
        ("toggle", () => ToggleBench.RunAsync(folder.New("toggle"), broker, options.Toggles)),
    ];
}
