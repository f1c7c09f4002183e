using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;

namespace EventCluster.Bus.Tests.Trust;

/// <summary>A sender, a receiver and what goes from one to the other.</summary>
internal sealed class Sealed
{
    private readonly BusQueue _queue = Party.NodeQueue("n1", Party.Ignore);

    public Sealed()
    {
        Writer = Sender();
        Reader = new(Party.Seal, _queue, Clock);
    }

    public WallClock Clock { get; } = new();

    public SealWriter Writer { get; }

    public SealReader Reader { get; }

    public SealWriter Sender(BusParty? self = null, SealKey? key = null) =>
        new(key ?? Party.Seal, self ?? Party.Instance, Guid.CreateVersion7(Clock.Now), Clock);

    public byte[] Write(string key = "n1", byte[]? body = null) => Writer.Write(Party.ToNode(key, body ?? [1, 2, 3]));

    public BusRejection? Open(byte[] frame, string key = "n1", BusExchange exchange = BusExchange.Nodes) => Open(frame, out _, key, exchange);

    public BusRejection? Open(byte[] frame, out ReceivedMessage? message, string key = "n1", BusExchange exchange = BusExchange.Nodes) =>
        Reader.Open(new Delivered(_queue, Party.Names.Exchange(exchange), key, frame.Length, frame, IsRedelivery: false), out message);
}
