using System.Collections.Concurrent;
using System.Reflection;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Log;
using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>
/// Every queue, buffer and dictionary that the product's parts hold is bounded. They are found by walking through the fields of the parts, so that a new one is looked
/// at too; what is not named here may not hold more than a few entries for each node.
/// </summary>
internal sealed class Sizes(World world)
{
    private const int HeartbeatsWaiting = 16_384;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);
    private static readonly string[] Followed = ["EventCluster.ControlPlane", "EventCluster.NodeWorker", "EventCluster.Hosting", "EventCluster.Bus"];
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Counts = new();

    /// <summary>Looks now and then.</summary>
    internal void Begin() => world.Scheduler.After(Every, () =>
    {
        Look();
        Begin();
    });

    private void Look()
    {
        foreach (var instance in world.Instances)
        {
            Walk(instance.Name, instance.Current);
        }

        foreach (var node in world.Nodes)
        {
            Walk(node.Name, node.Worker);
        }

        foreach (var (what, size, bound) in BusSizes.Of(world).Where(of => of.Size > of.Bound))
        {
            world.Findings.Add($"There are {size} {what}; {bound} is the most.");
        }
    }

    private void Walk(string who, object? root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new();
        void Open(object? found)
        {
            if (found is not null && seen.Add(found))
            {
                open.Push(found);
            }
        }

        Open(root);
        while (open.TryPop(out var part))
        {
            foreach (var field in Fields.GetOrAdd(part.GetType(), FieldsOf))
            {
                var value = field.GetValue(part);
                if (CountOf(value) is { } count)
                {
                    var bound = Bound(field);
                    if (count > bound)
                    {
                        world.Findings.Add($"{field.DeclaringType!.Name}.{field.Name} of {who} has {count} entries; {bound} is the most.");
                    }
                }
                else if (value is not null && IsFollowed(value.GetType()))
                {
                    Open(value);
                }
            }
        }
    }

    private int Bound(FieldInfo field) => field.DeclaringType!.Name switch
    {
        nameof(CommandIndex) => CommandIndex.Capacity,
        nameof(EventScopes) => world.Truth.State.Version + 1,
        nameof(ClusterFollower) => ClusterFollower.MostWaiting,
        nameof(QueueRemoval) => QueueRemoval.MostWaiting,
        "HeartbeatRecorder" => HeartbeatsWaiting,
        _ => 100 + world.Nodes.Count * 4,
    };

    private static FieldInfo[] FieldsOf(Type type)
    {
        List<FieldInfo> fields = [];
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            fields.AddRange(t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !f.FieldType.IsValueType && f.FieldType != typeof(string) && !typeof(Delegate).IsAssignableFrom(f.FieldType)));
        }

        return [.. fields];
    }

    private static bool IsFollowed(Type type) =>
        type == typeof(InstanceProcess) || type == typeof(Bus.InstanceBus) || type == typeof(WorkerProcess) || type == typeof(NodeBus) || (type.Namespace is { } space && Followed.Any(f => space.StartsWith(f, StringComparison.Ordinal)));

    private static int? CountOf(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        var isChannel = type.Namespace == "System.Threading.Channels";
        if (!isChannel && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var counted = isChannel ? type.GetProperty("Reader")!.GetValue(value)! : value;
        return Counts.GetOrAdd(counted.GetType(), t => t.GetProperty("Count", typeof(int))) is { } count && (!isChannel || CanCount(counted)) ? (int)count.GetValue(counted)! : null;
    }

    private static bool CanCount(object reader) => reader.GetType().GetProperty("CanCount")?.GetValue(reader) is true;
}
