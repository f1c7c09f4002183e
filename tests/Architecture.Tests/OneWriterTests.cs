using EventCluster.Architecture.Tests.Code;

namespace EventCluster.Architecture.Tests;

/// <summary>An endpoint, a consumer or a job appends no event by itself: it sends a command to the one command handler.</summary>
public sealed class OneWriterTests
{
    private const string Store = "EventCluster.StreamStore.IStreamStore";

    /// <summary>Namespaces and types that may append.</summary>
    private static readonly string[] Writers =
    [
        "EventCluster.ControlPlane.Commands",                   // the stream `cluster`
        "EventCluster.ControlPlane.Leadership",                 // the stream `leadership`
        "EventCluster.ControlPlane.Jobs.RunLedger",             // the stream `job-runs`
        "EventCluster.ControlPlane.Liveness.HeartbeatRecorder", // the stream `heartbeats`, in batches
        "EventCluster.ControlPlane.Bus.RelayCheckpoints",       // the stream `relay`
        "EventCluster.ControlPlane.Security.Keys",              // the stream `data-protection`
    ];

    [Fact]
    public void Given_the_control_plane_When_it_appends_Then_only_where_the_stream_has_its_one_writer() =>
        Assemblies.Uses("ControlPlane")
            .Where(use => use is { TargetType: Store, Member: "AppendAsync" })
            .Where(use => !Writers.Any(writer => use.User == writer || use.User.StartsWith(writer + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty();
}
