namespace EventCluster.Domain.State;

/// <summary>What a worker says of itself when it starts.</summary>
/// <param name="Id">Identity of the installation.</param>
/// <param name="Boot">Identity of the process.</param>
/// <param name="Home">Kernel and locked data directory; two boots of one home cannot overlap.</param>
/// <param name="Web">It serves web traffic.</param>
/// <param name="Service">It can run the service.</param>
/// <param name="Product">Name of the product.</param>
/// <param name="ProductVersion">Its version.</param>
/// <param name="WorkerVersion">Version of the worker.</param>
/// <param name="Address">Base address of its health endpoints.</param>
/// <param name="OperatingSystem">For people.</param>
/// <param name="KeyFingerprint">Of its encryption key; null without one.</param>
/// <param name="StopBound">The longest time its service goes on after its lease has ended.</param>
/// <param name="Actions">Names of the actions that jobs may use there; null for none.</param>
public sealed record NodeFacts(
    Guid Id, Guid Boot, string Home, bool Web, bool Service, string Product, string ProductVersion, string WorkerVersion, string Address,
    string OperatingSystem, string? KeyFingerprint, TimeSpan StopBound, IReadOnlyList<string>? Actions = null)
{
    /// <summary>Whether jobs may use an action there.</summary>
    public bool Offers(string action) => Actions?.Contains(action, StringComparer.Ordinal) == true;
}

/// <summary>A check of a node.</summary>
/// <param name="Name">Stable name; those that begin with <c>storage:</c> decide on eligibility.</param>
/// <param name="Status">Outcome.</param>
/// <param name="Message">What was found and how to mend it.</param>
public sealed record NodeCheck(string Name, NodeCheckStatus Status, string Message);
