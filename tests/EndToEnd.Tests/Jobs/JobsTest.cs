using EventCluster.Contracts;
using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>How the tests of jobs speak with a whole cluster.</summary>
internal static class JobsTest
{
    /// <summary>Never due while a test runs.</summary>
    internal const string Yearly = "\"cron\":\"0 0 0 1 1 ?\"";

    /// <summary>Due every second.</summary>
    internal const string EverySecond = "\"cron\":\"* * * * * ?\"";

    /// <summary>Defines a job whose action writes the journal.</summary>
    /// <param name="client">The control plane.</param>
    /// <param name="name">Its name.</param>
    /// <param name="members">More members of the body, as JSON.</param>
    internal static async Task DefineAsync(this ClusterClient client, string name, string members) =>
        (await client.SendAsync(HttpMethod.Put, $"/v1/jobs/{name}", $$"""{"action":"journal",{{members}}}""")).Accepted();

    /// <summary>Asks for a run at once.</summary>
    internal static async Task RunAsync(this ClusterClient client, string name) => (await client.PostAsync($"/v1/jobs/{name}/run")).Accepted();

    /// <summary>The newest runs of a job, oldest first.</summary>
    internal static async Task<IReadOnlyList<JobRun>> RunsAsync(this ClusterClient client, string name) =>
        [.. (await client.GetAsync($"/v1/jobs/{name}/runs?limit=200")).Read(WireJson.Default.JobRunPage).Items.Reverse()];

    /// <summary>Waits until the runs of a job are as wanted.</summary>
    internal static async Task<IReadOnlyList<JobRun>> RunsReachAsync(this ClusterClient client, string name, string what, Func<IReadOnlyList<JobRun>, bool> reached)
    {
        IReadOnlyList<JobRun> last = [];
        try
        {
            return await Until.HasAsync($"{name}: {what}", async () => reached(last = await client.RunsAsync(name)) ? last : null);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; last seen: {string.Join("; ", last.TakeLast(5))}", e);
        }
    }

    /// <summary>Waits until the newest run of a job has come to an end; it.</summary>
    internal static async Task<JobRun> EndsAsync(this ClusterClient client, string name, JobRunState state) =>
        (await client.RunsReachAsync(name, $"its newest run {state}", runs => runs is [.., var last] && last.State == state))[^1];

    /// <summary>Whether it is over.</summary>
    internal static bool IsOver(this JobRun run) => run.State is not (JobRunState.Dispatched or JobRunState.Running);
}
