using System.Net.Mime;
using MassTransit;

namespace EventCluster.Bus.Wire;

/// <summary>Bytes that are sent as they are, without MassTransit's envelope.</summary>
/// <param name="Bytes">The bytes.</param>
internal sealed record RawSend(byte[] Bytes)
{
    /// <summary>Name of the header that carries the exchange where the transport does not tell it.</summary>
    internal const string ExchangeHeader = "eventcluster-exchange";

    /// <summary>Gives the body out unchanged.</summary>
    internal sealed class Serializer : IMessageSerializer
    {
        internal static readonly Serializer Instance = new();

        public ContentType ContentType { get; } = new("application/octet-stream");

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => new BytesMessageBody(((RawSend)(object)context.Message).Bytes);
    }
}
