using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Settings;

namespace EventCluster.Bus.RabbitMq;

/// <summary>RabbitMQ. Each attempt asks the hosts in their order, and the first that answers and takes the declarations is used.</summary>
/// <param name="settings">How to reach it.</param>
/// <param name="client">Name of the connection, as the broker's administrators see it.</param>
public sealed class RabbitMqBroker(BusSettings settings, string client) : IBroker
{
    private static readonly TimeSpan HostLimit = TimeSpan.FromSeconds(5);

    private readonly Connections _connections = new(settings, client);

    /// <inheritdoc/>
    public string Name { get; } = string.Join(", ", settings.Hosts);

    /// <inheritdoc/>
    public async Task<IBrokerSession> OpenAsync(BusTopology topology, Func<Delivered, ValueTask> deliver, CancellationToken cancellation)
    {
        List<BrokerAwayException> problems = [];
        foreach (var host in settings.Hosts)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(HostLimit);
                await Declaration.DeclareAsync(_connections.Factory(host), topology, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
                return await RabbitMqSession.OpenAsync(_connections, host, topology, deliver, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                problems.Add(Problem.From(e, host, settings));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        var all = settings.Hosts.Count == 1 ? problems[0].Message : string.Join(" ", problems.Select(problem => $"{problem.Broker} {problem.Message}"));
        throw new BrokerAwayException(settings.Hosts.Count == 1 ? problems[0].Broker : Name, all, problems.TrueForAll(problem => problem.IsRefusal));
    }
}
