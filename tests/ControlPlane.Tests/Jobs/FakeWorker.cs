using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Tests.Jobs;

/// <summary>A worker over HTTP that carries out runs as the test says, and writes down each that it begins.</summary>
internal sealed class FakeWorker
{
    private readonly string _name;
    private readonly JoinReply _join;
    private readonly JoinRequest _request;
    private readonly Dictionary<Guid, RunReport> _reports = [];
    private long _sequence;

    private FakeWorker(JoinRequest request, JoinReply join) => (_name, _request, _join) = (request.Name, request, join);

    /// <summary>What it does with a run.</summary>
    internal Func<RunOrder, RunReport> Does { get; set; } = order => new(order.Run, RunState.Succeeded, 0, "done", null, TimeSpan.FromMilliseconds(5));

    /// <summary>Every run that it began, in order.</summary>
    internal List<RunOrder> Begun { get; } = [];

    internal RunOrder[] Orders { get; private set; } = [];

    internal static async Task<FakeWorker> JoinAsync(Instance instance, string name, JoinRequest? again = null)
    {
        var request = Instance.JoinRequest(name);
        request = (again is null ? request : again with { Boot = request.Boot }) with { Actions = ["report", "cleanup"] };
        while (true)
        {
            using var response = await instance.PostAsync("/v1/nodes", JsonSerializer.Serialize(request, WireJson.Default.JoinRequest), Instance.Join);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // On a busy machine the term may be over for a moment.
                await Task.Delay(50, Instance.Cancellation);
                continue;
            }

            FakeWorker worker = new(request, JsonSerializer.Deserialize(await Instance.OkAsync(response), WireJson.Default.JoinReply)!);
            await worker.BeatAsync(instance);
            return worker;
        }
    }

    /// <summary>A new process of the same worker, which knows no run.</summary>
    internal Task<FakeWorker> RestartAsync(Instance instance) => JoinAsync(instance, _name, _request);

    /// <summary>One heartbeat, and what follows from its answer.</summary>
    internal async Task BeatAsync(Instance instance)
    {
        RunReport[] reports = [.. _reports.Values];
        var heartbeat = Core.Heartbeat(_request.Boot, ++_sequence) with { Runs = reports.Length > 0 ? reports : null };
        using var response = await instance.BeatAsync(_name, _join.Token, heartbeat);
        if (!response.IsSuccessStatusCode)
        {
            return;
        }

        var reply = JsonSerializer.Deserialize(await Instance.OkAsync(response), WireJson.Default.HeartbeatReply)!;
        Orders = [.. reply.Desired.Runs ?? []];
        foreach (var known in _reports.Keys.Except(Orders.Select(o => o.Run)).ToArray())
        {
            _reports.Remove(known);
        }

        foreach (var order in Orders.Where(o => !_reports.ContainsKey(o.Run)))
        {
            Begun.Add(order);
            _reports[order.Run] = Does(order);
        }
    }

    /// <summary>Reports another state of a run from the next heartbeat on.</summary>
    internal void Report(RunReport report) => _reports[report.Run] = report;

    /// <summary>Beats until a condition holds; the test's own time limit bounds it.</summary>
    internal async Task BeatUntilAsync(Instance instance, Func<bool> condition)
    {
        while (!condition())
        {
            await BeatAsync(instance);
            await Task.Delay(20, Instance.Cancellation);
        }
    }
}
