namespace EventCluster.Bus.Settings;

/// <summary>One address of the broker.</summary>
/// <param name="Name">Host name or IP address, without brackets.</param>
/// <param name="Port">TCP port.</param>
public readonly record struct BrokerHost(string Name, int Port)
{
    /// <summary>Host and port, for people.</summary>
    public override string ToString() => Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]:{Port}" : $"{Name}:{Port}";
}
