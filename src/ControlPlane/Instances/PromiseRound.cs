using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Asks other instances for their promise over HTTP; a question that nobody answers is asked once more within its limit.</summary>
internal sealed class PromiseRound(InstanceClient client, PromiseSeal seal, ClusterLog log, ControlPlaneSettings settings, Func<Guid> newId, TimeProvider clock)
{
    private const int Attempts = 2;
    private readonly Guid _session = newId();
    private long _sequence;

    /// <summary>Asks one; see <see cref="AskForPromise"/>.</summary>
    internal async Task<PromiseAnswer> AskAsync(string name, Instance instance, long term, TimeSpan length, TimeSpan limit, CancellationToken cancellation)
    {
        if (!seal.HasKey)
        {
            return new(false, "there is no encryption key");
        }

        var deadline = clock.Now() + limit;
        for (var attempt = 1; attempt <= Attempts && clock.Now() < deadline; attempt++)
        {
            if (await AskOnceAsync(name, instance, term, length, limit / Attempts, cancellation) is { } reply)
            {
                return new(reply.Refusal is null, $"{name} refuses: {reply.Refusal}");
            }
        }

        return new(false, $"{name} at {instance.Address} does not answer");
    }

    private async Task<PromiseReply?> AskOnceAsync(string name, Instance instance, long term, TimeSpan length, TimeSpan limit, CancellationToken cancellation)
    {
        PromiseQuestion question = new(
            settings.Instance, name, log.State.Name, term, length, _session, Interlocked.Increment(ref _sequence), clock.GetUtcNow().UtcDateTime);
        using HttpRequestMessage request = new(HttpMethod.Post, instance.Address + "/v1/scheduler/promises") { Content = new ByteArrayContent(seal.Seal(question)) };
        using var reply = await client.SendAsync(request, limit, cancellation);
        return reply is { Response.IsSuccessStatusCode: true } && seal.OpenReply(reply.Body) is { } answer
            && answer.From == name && answer.Session == question.Session && answer.Sequence == question.Sequence
            ? answer
            : null;
    }
}
