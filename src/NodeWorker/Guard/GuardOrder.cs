using System.Text;

namespace EventCluster.NodeWorker.Guard;

/// <summary>What a guard shall run. Follows a <see cref="FrameKind.Start"/> frame.</summary>
/// <param name="Deadline">First deadline, boot-clock nanoseconds.</param>
/// <param name="StopLimit">Time limit of the deactivate hook where no other is given, nanoseconds; unused without hooks.</param>
/// <param name="Command">The service, or the activate hook: program and arguments.</param>
/// <param name="Deactivate">The deactivate hook; empty for a supervised service.</param>
/// <param name="Environment">The whole environment, as <c>NAME=value</c>.</param>
public sealed record GuardOrder(
    long Deadline, long StopLimit, IReadOnlyList<string> Command, IReadOnlyList<string> Deactivate, IReadOnlyList<string> Environment)
{
    /// <summary>Longest order in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private const int MaximumStrings = 16 * 1024;

    /// <summary>True when hooks start and stop the service.</summary>
    public bool HasHooks => Deactivate.Count > 0;

    /// <summary>Writes it.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Deadline);
        writer.Write(StopLimit);
        foreach (var list in new[] { Command, Deactivate, Environment })
        {
            writer.Write(list.Count);
            foreach (var text in list)
            {
                writer.Write(text);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is not an order.</exception>
    public static GuardOrder From(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        return new(reader.ReadInt64(), reader.ReadInt64(), Strings(reader), Strings(reader), Strings(reader));
    }

    private static string[] Strings(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 0 or > MaximumStrings)
        {
            throw new InvalidDataException($"An order holds 0 to {MaximumStrings} strings in a list, not {count}.");
        }

        var strings = new string[count];
        for (var i = 0; i < count; i++)
        {
            strings[i] = reader.ReadString();
        }

        return strings;
    }
}
