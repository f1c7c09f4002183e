using System.Collections.Concurrent;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Asks every other instance how it is, about once a second. Only for showing: no decision rests on it.</summary>
internal sealed class InstanceWatch(ClusterLog log, InstanceClient client, ControlPlaneSettings settings, TimeProvider clock) : BackgroundService
{
    private const int MissesUntilGone = 2;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, int> _missed = new(StringComparer.Ordinal);

    /// <summary>Whether an instance does not answer this one. One that was not asked yet is thought to be there.</summary>
    internal bool IsGone(string instance) => _missed.GetValueOrDefault(instance) >= MissesUntilGone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var round = log.State.Timings.SchedulerRenewal;
            await Task.Delay(round < Shortest ? Shortest : round > Longest ? Longest : round, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var others = log.State.Instances.Where(i => i.Key != settings.Instance && !i.Value.Left).ToArray();
                await Task.WhenAll(others.Select(i => AskAsync(i.Key, i.Value, stoppingToken)));
                foreach (var name in _missed.Keys.Except(others.Select(i => i.Key)))
                {
                    _missed.TryRemove(name, out _);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AskAsync(string name, Instance instance, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, instance.Address + "/health/live");
        using var reply = await client.SendAsync(request, Shortest, cancellation);
        _missed.AddOrUpdate(name, _ => Missed(reply), (_, before) => reply is null ? before + 1 : 0);
    }

    private static int Missed(InstanceReply? reply) => reply is null ? 1 : 0;
}
