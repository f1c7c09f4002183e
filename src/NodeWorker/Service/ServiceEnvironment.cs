using System.Collections;
using System.Globalization;
using EventCluster.NodeWorker.Guard;

namespace EventCluster.NodeWorker.Service;

/// <summary>The environment of the service and of hooks: the worker's own, without what is secret, and what they need to know of the cluster.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="leaseFile">Path of the <see cref="LeaseFile"/>.</param>
public sealed class ServiceEnvironment(string node, string leaseFile)
{
    private const string LeaseFileName = "EVENTCLUSTER_LEASE_FILE";

    /// <summary>By it every process of this worker's service is known.</summary>
    public string Mark => $"{LeaseFileName}={leaseFile}";

    /// <summary>The variables.</summary>
    /// <param name="cluster">Name of the cluster; empty before the first join.</param>
    /// <param name="epoch">The epoch, 0 without a role.</param>
    /// <param name="reason">Why.</param>
    /// <param name="generation">Configuration generation.</param>
    public IReadOnlyDictionary<string, string> For(string cluster, long epoch, string reason, int generation)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !GuardProgram.IsSecret(name))
            {
                variables[name] = value;
            }
        }

        variables["EVENTCLUSTER_NODE"] = node;
        variables["EVENTCLUSTER_CLUSTER"] = cluster;
        variables["EVENTCLUSTER_EPOCH"] = epoch.ToString(CultureInfo.InvariantCulture);
        variables["EVENTCLUSTER_REASON"] = reason.ReplaceLineEndings(" ").Replace('\0', ' ');
        variables["EVENTCLUSTER_GENERATION"] = generation.ToString(CultureInfo.InvariantCulture);
        variables[LeaseFileName] = leaseFile;
        return variables;
    }
}
