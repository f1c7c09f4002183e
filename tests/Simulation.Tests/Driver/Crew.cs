using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>Runs worlds, several at a time, each on one thread.</summary>
internal sealed class Crew(IEnumerable<WorldOptions> worlds, Action<World, Violation?> ended)
{
    private readonly Lock _gate = new();
    private readonly IEnumerator<WorldOptions> _worlds = worlds.GetEnumerator();

    /// <summary>Runs them all.</summary>
    /// <param name="jobs">How many at a time.</param>
    /// <param name="every">How often <paramref name="progress"/> is called, in real time.</param>
    /// <param name="progress">Called now and then by the caller's thread.</param>
    internal void Run(int jobs, TimeSpan every, Action progress)
    {
        Thread[] threads = [.. Enumerable.Range(1, jobs).Select(i => new Thread(Work) { IsBackground = true, Name = $"worlds {i}" })];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            while (!thread.Join(every))
            {
                progress();
            }
        }
    }

    /// <summary>What broke in the worlds of some options, and nothing else.</summary>
    internal static IReadOnlyList<Violation> Violations(IEnumerable<WorldOptions> worlds)
    {
        List<Violation> violations = [];
        Crew crew = new(worlds, (_, violation) =>
        {
            if (violation is not null)
            {
                violations.Add(violation);
            }
        });
        crew.Run(Environment.ProcessorCount, TimeSpan.FromMinutes(1), () => { });
        return violations;
    }

    private void Work()
    {
        while (Next() is { } options)
        {
            World world = new(options);
            var violation = world.Run();
            lock (_gate)
            {
                ended(world, violation);
            }
        }
    }

    private WorldOptions? Next()
    {
        lock (_gate)
        {
            return _worlds.MoveNext() ? _worlds.Current : null;
        }
    }
}
