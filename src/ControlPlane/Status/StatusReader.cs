using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Status;

/// <summary>The status now and at any past version or time.</summary>
internal sealed class StatusReader(
    ClusterLog log, IStreamStore store, HeartbeatDesk desk, TermHolder term, InstanceWatch watch, OutageKeeper outage, ControlPlaneSettings settings, TimeProvider clock, RunLedger runs,
    BusHealth? bus = null)
{
    private const int MostFolds = 4;
    private readonly SemaphoreSlim _folds = new(MostFolds, MostFolds);
    private readonly string? _fingerprint = settings.Key?.Fingerprint();

    /// <summary>The cluster now, for a request: without what only the holder of the term knows, where that should have answered it.</summary>
    internal ClusterStatus Now(HttpContext context) => PassOnMiddleware.IsOrphaned(context) ? Now(LiveView.WithoutHolder(settings.Instance, _fingerprint, log.Fault)) : Now();

    /// <summary>The cluster now, as this instance knows it.</summary>
    internal ClusterStatus Now() => Now(
        new LiveView(desk.LastSeen, desk.LeaseRemaining, settings.Instance, term.IsActive, _fingerprint, log.Fault, bus?.Look())
        {
            Gone = term.IsActive ? [.. log.State.Instances.Where(i => !i.Value.Left && watch.IsGone(i.Key))] : [],
            IsThroughOutage = term.IsThroughOutage,
            OutageNotCovered = OutageNotCovered(),
            StoreProblem = StoreProblem(),
        });

    private ClusterStatus Now(LiveView live)
    {
        var (state, position) = (log.State, log.Position);
        if (state.Version < 0)
        {
            throw new ProblemException(ProblemCodes.NotReady, log.Fault ?? "This instance has not read the cluster's history yet. Try again in a moment.");
        }

        return StatusProjection.Of(state, position, clock.GetUtcNow().UtcDateTime, live);
    }

    private string? OutageNotCovered() =>
        !term.IsActive || !log.State.Configuration.HoldsThroughOutages ? null
        : outage.Asked is not { } asked ? "no renewal of the term says so yet."
        : asked.FirstOrDefault(watch.IsGone) is { } silent ? $"{silent} does not answer, and could not promise to begin no term."
        : null;

    /// <summary>A check that found something says what; one that could not be carried out says nothing about the store.</summary>
    private string? StoreProblem()
    {
        var checks = runs.Book.Jobs.GetValueOrDefault(BuiltInJobs.StoreCheck.Name)?.Recent;
        return checks?.FindLast(run => run.End is { Status: RunStatus.Succeeded or RunStatus.Failed, Output: not null })?.End is { Status: RunStatus.Failed } found ? found.Message : null;
    }

    /// <summary>The cluster as it stood after a version.</summary>
    internal async Task<ClusterStatus> AtVersionAsync(int version, CancellationToken cancellation)
    {
        var newest = (await store.HeadAsync(ClusterLog.Stream, cancellation)).Version;
        return version <= newest
            ? await PastAsync(() => log.AtVersionAsync(version, cancellation), at: null, cancellation)
            : throw new ProblemException(ProblemCodes.NotFound, $"There is no version {version} yet; the newest is {newest}.");
    }

    /// <summary>The cluster as it stood at a time.</summary>
    internal Task<ClusterStatus> AtTimeAsync(DateTime utc, CancellationToken cancellation) =>
        PastAsync(() => log.AtTimeAsync(utc, cancellation), utc, cancellation);

    private async Task<ClusterStatus> PastAsync(Func<Task<ClusterState>> fold, DateTime? at, CancellationToken cancellation)
    {
        await _folds.WaitAsync(cancellation);
        try
        {
            var state = await fold();
            if (state.Version < 0)
            {
                throw new ProblemException(ProblemCodes.NotFound, "There was no cluster then: its history begins later.");
            }

            await foreach (var last in log.ReadAsync(state.Version, ReadDirection.Forwards, cancellation))
            {
                return StatusProjection.Of(state, last.Position, at ?? last.Metadata.At, live: null);
            }

            throw new StoreUnavailableException($"Version {state.Version} of the cluster's history could not be read again.");
        }
        finally
        {
            _folds.Release();
        }
    }
}
