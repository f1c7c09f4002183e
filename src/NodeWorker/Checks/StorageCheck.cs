using System.Security.Cryptography;
using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Checks;

/// <summary>Proves that a shared path can be read and written, by a small file of this node's own. A cloud address is listed and not probed.</summary>
/// <param name="path">The path, or an address with a scheme.</param>
/// <param name="node">Name of the node.</param>
public sealed class StorageCheck(string path, string node)
{
    private const int ProbeBytes = 32;

    /// <summary>Name of the result.</summary>
    public string Name => $"storage:{path}";

    /// <summary>Runs it.</summary>
    public Task<CheckResult> RunAsync()
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return Result(CheckStatus.Passed, "is a cloud address, which is listed and not probed.");
        }

        if (!Directory.Exists(path))
        {
            return Result(CheckStatus.Failed, "does not exist on this node. Mount the shared storage there, or correct Node:Storage.");
        }

        var probe = Path.Combine(path, $".eventcluster-probe-{node}");
        try
        {
            var written = RandomNumberGenerator.GetBytes(ProbeBytes);
            File.WriteAllBytes(probe, written);
            var read = File.ReadAllBytes(probe);
            File.Delete(probe);
            return read.AsSpan().SequenceEqual(written)
                ? Result(CheckStatus.Passed, "is readable and writable.")
                : Result(CheckStatus.Failed, "gave back other bytes than were written. Check the file system of the shared storage.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Result(CheckStatus.Failed, $"is not readable and writable: {e.Message} Give the worker's user read and write access, and check free space.");
        }
    }

    private Task<CheckResult> Result(CheckStatus status, string message) => Task.FromResult(new CheckResult(Name, status, $"'{path}' {message}"));
}
