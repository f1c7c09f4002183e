using System.Net;
using System.Net.Sockets;

namespace EventCluster.EndToEnd.Tests.Processes;

/// <summary>Loopback ports that nobody uses, below those that the system hands out for outgoing connections.</summary>
public static class FreePorts
{
    private const int Lowest = 20_000;
    private const int Highest = 30_000;
    private static int s_next = Lowest + (Environment.ProcessId * 97 % (Highest - Lowest));

    /// <summary>The next one.</summary>
    public static int Next() => Range(1);

    /// <summary>The first of so many in a row.</summary>
    public static int Range(int count)
    {
        while (true)
        {
            if (s_next + count > Highest)
            {
                s_next = Lowest;
            }

            var first = s_next;
            s_next += count;
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
