using System.Buffers;
using System.Text.Json;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Service;

/// <summary>
/// Tells the service how long it may act: <c>{"epoch":3,"deadlineMs":123456.789}</c>, milliseconds of <c>CLOCK_BOOTTIME</c>, null for a role without end.
/// It never promises more than the guard has confirmed: a later deadline is written once the guard has it, an earlier one before.
/// </summary>
/// <param name="path">The file.</param>
public sealed class LeaseFile(string path)
{
    private readonly Lock _writing = new();
    private TimeSpan? _promised;
    private TimeSpan? _announced;
    private long _epoch;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Promises a deadline to a service that is about to start.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Begin(long epoch, TimeSpan? deadline)
    {
        lock (_writing)
        {
            _epoch = epoch;
            _announced = deadline;
            Write(deadline);
        }
    }

    /// <summary>The guard is about to be told a deadline: an earlier one is promised at once.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Announce(TimeSpan? deadline)
    {
        lock (_writing)
        {
            _announced = deadline;
            if (_epoch > 0 && IsEarlier(deadline, _promised))
            {
                Write(deadline);
            }
        }
    }

    /// <summary>The guard has confirmed a deadline.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Confirm(TimeSpan? deadline)
    {
        lock (_writing)
        {
            if (_epoch > 0 && !IsEarlier(_announced, deadline))
            {
                Write(deadline);
            }
        }
    }

    /// <summary>The role is over.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void End()
    {
        lock (_writing)
        {
            _epoch = 0;
            File.Delete(path);
        }
    }

    private static bool IsEarlier(TimeSpan? one, TimeSpan? other) => one is { } end && (other is not { } later || end < later);

    private void Write(TimeSpan? deadline)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch"u8, _epoch);
            if (deadline is { } end)
            {
                json.WriteNumber("deadlineMs"u8, (decimal)end.Ticks / TimeSpan.TicksPerMillisecond);
            }
            else
            {
                json.WriteNull("deadlineMs"u8);
            }

            json.WriteEndObject();
        }

        AtomicFile.Replace(path, buffer.WrittenSpan);
        _promised = deadline;
    }
}
