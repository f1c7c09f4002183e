using System.Text;
using EventCluster.StreamStore;

namespace EventCluster.StoreBench;

/// <summary>Events of the usual size: 200 bytes of data, 250 of metadata.</summary>
internal static class SampleEvents
{
    public const string Stream = "bench";
    public const string Type = "heartbeat-received";

    public static readonly byte[] Data = Encoding.UTF8.GetBytes($$"""{"node":"node-17","text":"{{new string('d', 172)}}"}""");
    public static readonly byte[] Metadata = Encoding.UTF8.GetBytes($$"""{"actor":"node-17","text":"{{new string('m', 221)}}"}""");

    public static NewEvent[] Batch(int count)
    {
        var batch = new NewEvent[count];
        for (var i = 0; i < count; i++)
        {
            batch[i] = new NewEvent(Guid.CreateVersion7(), Type, Data, Metadata);
        }

        return batch;
    }
}
