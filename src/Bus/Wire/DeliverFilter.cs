using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;
using MassTransit;

namespace EventCluster.Bus.Wire;

/// <summary>
/// Takes each message out of MassTransit's receive pipeline before it is deserialized. Nothing follows, so none of its ways for messages that fail or that nobody
/// consumes is ever gone.
/// </summary>
/// <param name="queue">From which queue.</param>
/// <param name="deliver">Whereto.</param>
internal sealed class DeliverFilter(BusQueue queue, Func<Delivered, ValueTask> deliver) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var (exchange, routingKey) = context.TryGetPayload(out RabbitMqBasicConsumeContext? rabbit)
            ? (rabbit.Exchange, rabbit.RoutingKey ?? "")
            : (context.TransportHeaders.Get<string>(RawSend.ExchangeHeader) ?? "", (context as RoutingKeyConsumeContext)?.RoutingKey ?? "");
        var length = context.Body.Length ?? 0;
        return deliver(new(queue, exchange, routingKey, length, length > Frame.Largest ? default : context.Body.GetBytes(), context.Redelivered)).AsTask();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("eventcluster");
}
