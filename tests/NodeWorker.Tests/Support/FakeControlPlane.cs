using System.Collections.Concurrent;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>Says what the test wants a control plane to say, over real HTTP; the faults are the point.</summary>
internal sealed class FakeControlPlane : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<HeartbeatRequest> _heartbeats = [];
    private readonly ConcurrentQueue<JoinRequest> _joins = [];
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _listeners;
    private int _listening;
    private int _pages;

    private FakeControlPlane(WebApplication app) => _app = app;

    /// <summary>What every heartbeat is told.</summary>
    internal DesiredState Desired { get; set; } = Standby();

    /// <summary>A refusal of heartbeats: status and code; null to answer.</summary>
    internal (int Status, string Code)? HeartbeatRefusal { get; set; }

    /// <summary>A refusal of joins; null to admit.</summary>
    internal (int Status, string Code)? JoinRefusal { get; set; }

    /// <summary>The page of events after a version, at most so many; null to have none.</summary>
    internal Func<int, int, NodeEventPage?> Events { get; set; } = (_, _) => null;

    /// <summary>How many pages were asked for.</summary>
    internal int Pages => Volatile.Read(ref _pages);

    /// <summary>Version of the cluster in every answer.</summary>
    internal int Version { get; set; } = 1;

    /// <summary>Never answers heartbeats.</summary>
    internal bool Hangs { get; set; }

    internal Uri Address => new(_app.Urls.First());

    internal IReadOnlyList<HeartbeatRequest> Heartbeats => [.. _heartbeats];

    internal HeartbeatRequest? Last => _heartbeats.LastOrDefault();

    internal IReadOnlyList<JoinRequest> Joins => [.. _joins];

    /// <summary>How many signal streams were opened.</summary>
    internal int Listeners => Volatile.Read(ref _listeners);

    /// <summary>How many signal streams are open.</summary>
    internal int Listening => Volatile.Read(ref _listening);

    internal static async Task<FakeControlPlane> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.Converters.Add(new CamelCaseEnumConverter());
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeControlPlane(builder.Build());
        fake._app.MapPost("/v1/nodes", fake.JoinAsync);
        fake._app.MapPost("/v1/nodes/{name}/heartbeats", fake.BeatAsync);
        fake._app.MapGet("/v1/nodes/{name}/signals", fake.ListenAsync);
        fake._app.MapGet("/v1/nodes/{name}/events", fake.Page);
        await fake._app.StartAsync(CancellationToken.None);
        return fake;
    }

    internal static DesiredState Standby(long epoch = 0) => Wanted(NodeRole.Standby, epoch, null);

    internal static DesiredState Active(long epoch, TimeSpan? lease) => Wanted(NodeRole.Active, epoch, lease);

    internal static DesiredState Active(long epoch) => Active(epoch, TimeSpan.FromSeconds(30));

    /// <summary>Changes what is told and signals it.</summary>
    internal void Tell(DesiredState desired)
    {
        Desired = desired;
        Interlocked.Exchange(ref _signal, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Waits for a heartbeat.</summary>
    internal Task Hears(Func<HeartbeatRequest, bool> wanted, string what) => Eventually.Holds(() => Last is { } last && wanted(last), what);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private static DesiredState Wanted(NodeRole role, long epoch, TimeSpan? lease) => new(
        role, epoch, lease, "the test wants it", WebState.Serve, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), 3, null);

    private IResult JoinAsync(JoinRequest join)
    {
        _joins.Enqueue(join);
        return JoinRefusal is { } refusal
            ? Refuse(refusal)
            : TypedResults.Json(new JoinReply(join.Name, "test", "node-token", new(0, 1, Version, Standby())), WireJson.Default.JoinReply);
    }

    private async Task<IResult> BeatAsync(HeartbeatRequest heartbeat, HttpContext context)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _heartbeats.Enqueue(heartbeat);
        return HeartbeatRefusal is { } refusal
            ? Refuse(refusal)
            : TypedResults.Json(new HeartbeatReply(heartbeat.Sequence, 1, Version, Desired), WireJson.Default.HeartbeatReply);
    }

    private IResult Page(int after, int limit)
    {
        Interlocked.Increment(ref _pages);
        return Events(after, limit) is { } page ? TypedResults.Json(page, WireJson.Default.NodeEventPage) : Refuse((503, ProblemCodes.NotReady));
    }

    private async Task ListenAsync(HttpContext context)
    {
        Interlocked.Increment(ref _listeners);
        Interlocked.Increment(ref _listening);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await WriteAsync(": here\n\n");
            while (!ended.IsCancellationRequested)
            {
                await _signal.Task.WaitAsync(ended.Token);
                await WriteAsync("event: signal\ndata: {\"clusterVersion\":2}\n\n");
            }
        }
        catch (OperationCanceledException)
        {
            // One of both sides has ended it.
        }
        finally
        {
            Interlocked.Decrement(ref _listening);
        }

        async Task WriteAsync(string text)
        {
            await context.Response.WriteAsync(text, ended.Token);
            await context.Response.Body.FlushAsync(ended.Token);
        }
    }

    private static IResult Refuse((int Status, string Code) refusal) => TypedResults.Json(
        new Problem($"/problems/{refusal.Code}", refusal.Code, refusal.Status, refusal.Code, $"because of {refusal.Code}"), WireJson.Default.Problem,
        "application/problem+json", refusal.Status);
}
