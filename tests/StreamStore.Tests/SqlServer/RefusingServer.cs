using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>
/// A server that speaks just enough of TDS to refuse: every sign-in, or everything that is asked after it, with one error number. Through the real driver it shows
/// what no server does on demand: a recovery, a failover, a deadlock.
/// </summary>
/// <remarks>Packets and tokens: MS-TDS 7.4, https://learn.microsoft.com/openspecs/windows_protocols/ms-tds.</remarks>
internal sealed class RefusingServer : IAsyncDisposable
{
    private const int HeaderBytes = 8, LengthAt = 2;
    private const byte Answer = 0x04, Login = 0x10, PreLogin = 0x12, LastPacket = 1;
    private const byte DoneToken = 0xFD, ErrorToken = 0xAA, LoginAckToken = 0xAD;

    // Version, encryption (not supported), several result sets at once (off).
    private static readonly byte[] PreLoginAnswer = [0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 4, 0, 23, 0, 1, 0xFF, 15, 0, 7, 208, 0, 0, 2, 0];
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly int number;
    private readonly bool atSignIn;
    private readonly Task work;
    private int refused;

    private RefusingServer(int number, bool atSignIn)
    {
        (this.number, this.atSignIn) = (number, atSignIn);
        listener.Start();
        work = AcceptAsync();
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString => $"Server=127.0.0.1,{((IPEndPoint)listener.LocalEndpoint).Port};Database=cluster;User Id=somebody;Password=not-the-word;Encrypt=False;Pooling=False";

    /// <summary>How often it has refused.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>One that lets nobody in.</summary>
    public static RefusingServer AtSignIn(int number) => new(number, atSignIn: true);

    /// <summary>One that lets everybody in, and does nothing for them.</summary>
    public static RefusingServer AtStatements(int number) => new(number, atSignIn: false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await work;
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(ended.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // At its end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (true)
                {
                    var answer = await ReadAsync(stream) switch
                    {
                        PreLogin => PreLoginAnswer,
                        Login when !atSignIn => [.. LoginAck(), .. Done(failed: false)],
                        _ => Refusal(),
                    };
                    await stream.WriteAsync((byte[])[Answer, LastPacket, .. BigEndian(HeaderBytes + answer.Length), 0, 0, 1, 0, .. answer], ended.Token);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The driver has left.
            }
        }
    }

    /// <summary>Reads a whole message; its type.</summary>
    private async Task<byte> ReadAsync(NetworkStream stream)
    {
        var header = new byte[HeaderBytes];
        do
        {
            await stream.ReadExactlyAsync(header, ended.Token);
            await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(LengthAt)) - HeaderBytes], ended.Token);
        }
        while ((header[1] & LastPacket) == 0);
        return header[0];
    }

    private byte[] Refusal()
    {
        const byte state = 1, severity = 16;
        Interlocked.Increment(ref refused);
        var text = $"error of a test {number}";
        byte[] body = [.. LittleEndian(number), state, severity, (byte)text.Length, 0, .. Encoding.Unicode.GetBytes(text), 0, 0, .. LittleEndian(1)];
        return [ErrorToken, (byte)body.Length, (byte)(body.Length >> 8), .. body, .. Done(failed: true)];
    }

    private static byte[] LoginAck()
    {
        const string name = "test";
        byte[] body = [1, 0x74, 0, 0, 4, (byte)name.Length, .. Encoding.Unicode.GetBytes(name), 15, 0, 7, 208];
        return [LoginAckToken, (byte)body.Length, 0, .. body];
    }

    private static byte[] Done(bool failed) => [DoneToken, failed ? (byte)2 : (byte)0, 0, .. new byte[10]];

    private static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] LittleEndian(int value) => BitConverter.GetBytes(value);
}
