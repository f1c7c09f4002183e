namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>A service that writes the journal like the sample service, but never asks whether it may.</summary>
public static class NaiveService
{
    private const string Script = """
        say() { read -r up _ </proc/uptime; printf '{"event":"%s","node":"%s","epoch":%s,"pid":%s,"monotonicMs":%s0}\n' "$1" "$EVENTCLUSTER_NODE" "$EVENTCLUSTER_EPOCH" "$$" "${up/./}" >>"$SAMPLE_JOURNAL"; }
        trap 'say stop; exit 0' TERM
        say start
        while true; do sleep 0.05; say tick; done
        """;

    /// <summary>As <c>Node__Service__Command</c>.</summary>
    public static string Command { get; } = $"bash -c '{Script.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
