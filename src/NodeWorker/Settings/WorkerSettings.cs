using EventCluster.Bus.Settings;
using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Settings;

/// <summary>What a worker is told at its start. <see cref="SettingsReader"/> reads and checks it.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Roles">Any of <c>web</c> and <c>service</c>.</param>
/// <param name="ControlPlanes">Addresses of the control plane's instances, tried in turn.</param>
/// <param name="JoinToken">Admits the worker.</param>
/// <param name="Listen">Where the health endpoints listen.</param>
/// <param name="Address">How others reach the health endpoints; null to derive it from <paramref name="Listen"/>.</param>
/// <param name="Service">How the service is run.</param>
/// <param name="Actions">What jobs may have run here, by name.</param>
/// <param name="Product">Name of the product.</param>
/// <param name="ProductVersion">Version of the product.</param>
/// <param name="Storage">Shared paths that must be readable and writable; an address with a scheme is listed and not probed.</param>
/// <param name="Key">The cluster's encryption key; null for none.</param>
/// <param name="Bus">How to reach the broker; null for no bus.</param>
/// <param name="DataDirectory">Full path of the worker's own directory, on a local disk.</param>
public sealed record WorkerSettings(
    string Name, IReadOnlyList<string> Roles, IReadOnlyList<Uri> ControlPlanes, string JoinToken, Uri Listen, Uri? Address, ServiceSettings Service,
    IReadOnlyDictionary<string, ActionSettings> Actions, string Product, string ProductVersion, IReadOnlyList<string> Storage, EncryptionKey? Key, BusSettings? Bus, string DataDirectory)
{
    /// <summary>Role of a node that takes web traffic.</summary>
    public const string WebRole = "web";

    /// <summary>Role of a node that may run the service.</summary>
    public const string ServiceRole = "service";

    /// <summary>True when it may take web traffic.</summary>
    public bool IsWeb => Roles.Contains(WebRole);

    /// <summary>True when it may run the service.</summary>
    public bool RunsService => Roles.Contains(ServiceRole);
}

/// <summary>An action that jobs may have run here.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="TimeLimit">The longest that it may run, whatever a job allows; null where only the job says.</param>
public sealed record ActionSettings(IReadOnlyList<string> Command, TimeSpan? TimeLimit);

/// <summary>How the product's service is run: by one supervised command, or by hooks. Each is a program with arguments, empty for none.</summary>
/// <param name="Command">The supervised service; empty with hooks.</param>
/// <param name="Activate">Starts the service and ends with 0 once it runs.</param>
/// <param name="Deactivate">Stops the service and ends with 0 once it is certainly stopped.</param>
/// <param name="Restart">Restarts the rest of the product.</param>
/// <param name="Check">Tells by its exit code whether the product is well.</param>
/// <param name="StopBound">The longest time the service goes on after its lease has ended.</param>
public sealed record ServiceSettings(
    IReadOnlyList<string> Command, IReadOnlyList<string> Activate, IReadOnlyList<string> Deactivate, IReadOnlyList<string> Restart,
    IReadOnlyList<string> Check, TimeSpan StopBound)
{
    /// <summary>True when hooks start and stop the service.</summary>
    public bool HasHooks => Activate.Count > 0;
}
