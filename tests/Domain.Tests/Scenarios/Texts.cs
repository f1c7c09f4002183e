using System.Text;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.Tests.Scenarios;

/// <summary>Events as one line each: lists inside records compare by reference, their text does not.</summary>
internal static class Texts
{
    internal static string Line(this ClusterEvent e) => $"{EventNames.Of(e).Name} {Encoding.UTF8.GetString(EventCodec.Write(e))}";

    internal static string[] Names(this IEnumerable<ClusterEvent> events) => [.. events.Select(e => EventNames.Of(e).Name)];

    internal static string[] Lines(this IEnumerable<ClusterEvent> events) => [.. events.Select(Line)];
}
