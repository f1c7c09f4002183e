using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using MassTransit;

namespace EventCluster.Bus.Wire;

/// <summary>Sends to the exchanges of a cluster.</summary>
/// <param name="provider">MassTransit's way to endpoints.</param>
/// <param name="names">Names of the exchanges.</param>
/// <param name="namesExchange">Whether each message must carry the name of its exchange, because the transport does not tell it.</param>
internal sealed class Senders(ISendEndpointProvider provider, BusNames names, bool namesExchange)
{
    private readonly Task<ISendEndpoint>?[] _endpoints = new Task<ISendEndpoint>?[BusTopology.Exchanges.Count];

    internal async Task SendAsync(BusExchange exchange, string routingKey, byte[] frame, TimeSpan expires, CancellationToken cancellation)
    {
        var endpoint = await (_endpoints[(int)exchange] ??= EndpointAsync(names.Exchange(exchange), BusTopology.Type(exchange))).ConfigureAwait(false);
        await SendAsync(endpoint, frame, context =>
        {
            context.Durable = false;
            context.TimeToLive = expires;
            if (namesExchange)
            {
                context.Headers.Set(RawSend.ExchangeHeader, names.Exchange(exchange));
            }

            if (routingKey.Length > 0)
            {
                context.TrySetRoutingKey(routingKey);
            }
        }, cancellation).ConfigureAwait(false);
    }

    internal async Task SendAsync(Poison poison, CancellationToken cancellation)
    {
        var endpoint = await EndpointAsync(names.Errors, "fanout").ConfigureAwait(false);
        await SendAsync(endpoint, poison.Frame, context =>
        {
            context.Durable = true;
            context.Headers.Set("eventcluster-queue", poison.Queue);
            context.Headers.Set("eventcluster-kind", poison.Kind);
            context.Headers.Set("eventcluster-sender", poison.Sender);
            context.Headers.Set("eventcluster-problem", poison.Problem);
        }, cancellation).ConfigureAwait(false);
    }

    private static Task SendAsync(ISendEndpoint endpoint, byte[] bytes, Action<SendContext<RawSend>> configure, CancellationToken cancellation) =>
        endpoint.Send(new RawSend(bytes), Pipe.Execute<SendContext<RawSend>>(context =>
        {
            context.Serializer = RawSend.Serializer.Instance;
            configure(context);
        }), cancellation);

    private Task<ISendEndpoint> EndpointAsync(string exchange, string type) => provider.GetSendEndpoint(new($"exchange:{exchange}?type={type}"));
}
