using System.Net;
using EventCluster.Contracts.Errors;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>The store is away, as with a full disk: commands fail cleanly, and go on when it is back.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task Given_a_store_that_takes_nothing_When_a_command_comes_Then_503_and_afterwards_the_same_key_succeeds()
    {
        await using InMemoryStreamStore inner = new();
        FaultyStore store = new(inner);
        await using var instance = await Instance.StartAsync(store);
        var key = ("Idempotency-Key", "once");
        store.Down = true;

        var problem = await Instance.ProblemAsync(
            await instance.PostAsync("/v1/cluster/ha/disable", null, Instance.Admin, key), HttpStatusCode.ServiceUnavailable, ProblemCodes.StoreUnavailable);
        problem.Detail.ShouldContain("Idempotency-Key");
        (await instance.GetAsync("/v1/cluster")).StatusCode.ShouldBe(HttpStatusCode.OK);

        store.Down = false;
        (await instance.CommandAsync("/v1/cluster/ha/disable", null, key)).Changed.ShouldBeTrue();
    }
}
