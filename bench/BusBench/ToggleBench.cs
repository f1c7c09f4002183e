using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;
using EventCluster.Contracts.Bus;
using EventCluster.Hosting;
using EventCluster.Shared;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventCluster.BusBench;

/// <summary>How long a change takes from the request to a consumer on the bus, and until every one of some real workers says that it knows.</summary>
internal static class ToggleBench
{
    private const string Key = "a key that only benchmarks use";
    private const string Cluster = "toggle";
    private const int Workers = 5;
    private const int Warm = 40;
    private const double AimMilliseconds = 50;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder, LocalBroker broker, int toggles)
    {
        var settings = new Dictionary<string, string>(broker.Settings) { ["EventCluster__EncryptionKey"] = Key, ["EventCluster__Cluster__Name"] = Cluster };
        await using var programs = await Programs.StartAsync(folder, "balanced", settings);
        await using var connection = await broker.ConnectAsync();
        var arrivals = await ListenAsync(connection);
        var workers = Enumerable.Range(1, Workers).Select(i => $"worker-{i}").ToArray();
        foreach (var worker in workers)
        {
            programs.StartWorker(worker);
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var statuses = workers.Select(worker => programs.Listen(worker) + "/status").ToArray();
        await Programs.UntilAsync(async () => (await Task.WhenAll(statuses.Select(status => IsOnBusAsync(http, status)))).All(isOn => isOn), "workers on the bus");

        List<double> answers = [], events = [], reach = [];
        for (var i = 0; i < Warm + toggles; i++)
        {
            await Task.Delay(Between);
            var (begun, on) = (Stopwatch.GetTimestamp(), i % 2 != 0);
            using var response = await programs.Http.PostAsJsonAsync($"/v1/cluster/ha/{(on ? "enable" : "disable")}", new { reason = "bench" });
            response.EnsureSuccessStatusCode();
            var answered = Stopwatch.GetElapsedTime(begun);
            var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
            var arrived = await ArrivedAsync(arrivals, reply.GetProperty("events")[0].GetProperty("id").GetGuid());
            // Asked only now: asking costs the processors that the news need on their way.
            foreach (var status in statuses)
            {
                await Programs.UntilAsync(async () => await KnowsAsync(http, status, on), $"{status} knows");
            }

            var all = Stopwatch.GetElapsedTime(begun);
            if (i >= Warm)
            {
                answers.Add(answered.TotalMilliseconds);
                reach.Add(all.TotalMilliseconds);
                events.Add(Stopwatch.GetElapsedTime(begun, arrived).TotalMilliseconds);
            }
        }

        answers.Sort();
        events.Sort();
        reach.Sort();
        return
        [
            new("HA switch, answer over HTTP, p50", At(answers, 0.50), "ms", null, null, AtMost: true),
            new("event, from the request to a consumer, p50", At(events, 0.50), "ms", null, null, AtMost: true),
            new("event, from the request to a consumer, p99", At(events, 0.99), "ms", null, null, AtMost: true),
            new($"HA switch known to all of {Workers} workers, median", At(reach, 0.50), "ms", null, AimMilliseconds, AtMost: true),
            new($"HA switch known to all of {Workers} workers, p99", At(reach, 0.99), "ms", null, null, AtMost: true),
        ];
    }

    private static double At(List<double> ordered, double part) => ordered[(int)((ordered.Count - 1) * part)];

    private static async Task<bool> IsOnBusAsync(HttpClient http, string status) =>
        (await http.GetFromJsonAsync<JsonElement>(status)).GetProperty("channel").GetString() == "bus";

    private static async Task<bool> KnowsAsync(HttpClient http, string status, bool on) =>
        (await http.GetFromJsonAsync<JsonElement>(status)).GetProperty("follows").GetProperty("highAvailability") is var known
        && known.ValueKind == (on ? JsonValueKind.True : JsonValueKind.False);

    /// <summary>Arrivals of events at a consumer of its own, which opens each as a worker does: by the event's id, on the stopwatch.</summary>
    private static async Task<ConcurrentDictionary<Guid, long>> ListenAsync(IConnection connection)
    {
        var channel = await connection.CreateChannelAsync();
        var names = new BusNames(Cluster);
        var queue = new BusQueue(names.Node("listener"), [new(BusExchange.Events, BusNames.ClusterKey)], Bound: 1_000, Concurrency: 1, _ => ValueTask.CompletedTask);
        var reader = new SealReader(new SealKey(EncryptionKey.From(Key, null)!, Cluster), queue, TimeProvider.System);
        ConcurrentDictionary<Guid, long> arrivals = [];
        await channel.ExchangeDeclareAsync(names.Exchange(BusExchange.Events), ExchangeType.Topic, durable: true);
        await QueueBench.DeclareAsync(channel, names, queue);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Delivered delivered = new(queue, delivery.Exchange, delivery.RoutingKey, delivery.Body.Length, delivery.Body, delivery.Redelivered);
            if (reader.Open(delivered, out var message) is null && message!.Kind == BusKinds.Event)
            {
                arrivals.TryAdd(message.Id, Stopwatch.GetTimestamp());
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.Name, autoAck: true, consumer);
        return arrivals;
    }

    private static async Task<long> ArrivedAsync(ConcurrentDictionary<Guid, long> arrivals, Guid id)
    {
        var begun = Stopwatch.GetTimestamp();
        long at;
        while (!arrivals.TryGetValue(id, out at))
        {
            if (Stopwatch.GetElapsedTime(begun) > Limit)
            {
                throw new TimeoutException($"Event {id} did not arrive within {Limit.TotalSeconds} s.");
            }

            await Task.Delay(1);
        }

        return at;
    }
}
