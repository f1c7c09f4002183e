namespace EventCluster.Hosting;

/// <summary>A setting that does not validate. It stops the start with exit code 2 and one line: name, value, bound, remedy.</summary>
public sealed class SettingException(string name, string what) : Exception($"EventCluster setting '{name}' {what}")
{
    /// <summary>Name of the setting as configured, with ':' between its parts.</summary>
    public string Name { get; } = name;
}
