namespace EventCluster.StreamStore.SqlServer;

/// <summary>What the server did with one request of a group.</summary>
/// <param name="Request">Its number in the group.</param>
/// <param name="IsStored">Whether it was stored; otherwise the stream stands elsewhere, or one of its ids is there.</param>
/// <param name="Head">Version of the stream before the group.</param>
/// <param name="Version">Version of its last event, when stored.</param>
/// <param name="Position">Position of its last event, when stored.</param>
internal readonly record struct Verdict(int Request, bool IsStored, int Head, int Version, long Position);
