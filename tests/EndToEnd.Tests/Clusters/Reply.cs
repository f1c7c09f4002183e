using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;

namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>An answer with its status.</summary>
public sealed record Reply(HttpStatusCode Status, string Body)
{
    /// <summary>The body of a success.</summary>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        Status.ShouldBe(HttpStatusCode.OK, Body);
        return JsonSerializer.Deserialize(Body, type)!;
    }

    /// <summary>The answer to a command that was accepted, at once or as work that goes on.</summary>
    public CommandReply Accepted()
    {
        Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        return JsonSerializer.Deserialize(Body, WireJson.Default.CommandReply)!;
    }

    /// <summary>The problem of a refusal.</summary>
    public Problem Refused(string code)
    {
        var problem = JsonSerializer.Deserialize(Body, WireJson.Default.Problem)!;
        problem.Code.ShouldBe(code, Body);
        return problem;
    }
}
