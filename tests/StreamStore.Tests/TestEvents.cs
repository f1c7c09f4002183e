using System.Text;

namespace EventCluster.StreamStore.Tests;

/// <summary>Events to append, and what is read back.</summary>
internal static class TestEvents
{
    public static NewEvent One(string type = "happened", string data = """{"a":1}""", string metadata = """{"who":"test"}""") =>
        new(Guid.CreateVersion7(), type, Encoding.UTF8.GetBytes(data), Encoding.UTF8.GetBytes(metadata));

    public static NewEvent[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => One(data: $$"""{"n":{{i}}}"""))];

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static IEnumerable<Guid> Ids(this IEnumerable<NewEvent> events) => events.Select(item => item.Id);

    public static IEnumerable<Guid> Ids(this IEnumerable<StoredEvent> events) => events.Select(item => item.Id);
}
