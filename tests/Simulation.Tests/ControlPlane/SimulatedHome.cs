using EventCluster.Hosting;

namespace EventCluster.Simulation.Tests.ControlPlane;

/// <summary>The home of an instance that runs alone on its machine: of others' homes it can tell nothing.</summary>
internal sealed record SimulatedHome(string Identity) : IHome
{
    /// <inheritdoc/>
    public string Path => "/simulated";

    /// <inheritdoc/>
    public bool IsDead(string identity, string path) => false;
}
