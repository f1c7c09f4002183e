using System.Text;

namespace EventCluster.EndToEnd.Tests;

/// <summary>Somebody alters the history behind the product's back.</summary>
public sealed class TamperTests : ClusterTest
{
    [Fact]
    public async Task Given_a_history_When_one_byte_of_the_database_is_changed_Then_verifying_names_the_version()
    {
        await StartAsync(new() { Nodes = 1 });
        (await Client.PostAsync("/v1/cluster/pause", """{"reason":"unmistakable-words-of-a-person"}""")).Accepted();
        (await Client.PostAsync("/v1/cluster/resume")).Accepted();
        var history = await Client.HistoryAsync();
        var altered = history.Single(entry => entry.Reason == "unmistakable-words-of-a-person").Version;
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();

        // In order, so that everything stands in the database itself and nothing in its journal.
        (await Cluster.Workers["node-a"].StopAsync()).ShouldBe(0);
        (await Cluster.ControlPlane.StopAsync()).ShouldBe(0);
        ChangeOneByte("unmistakable-words-of-a-person");
        Cluster.ControlPlane.Start();
        await Cluster.ReachesAsync("the control plane serves again", _ => true);
        var verification = await Client.VerifyAsync();

        verification.Intact.ShouldBeFalse();
        verification.FirstBroken!.Version.ShouldBe(altered);
        verification.FirstBroken.Why.ShouldNotBeNullOrWhiteSpace();
    }

    private void ChangeOneByte(string words)
    {
        using var file = File.Open(Cluster.DatabasePath, FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var place = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words));
        place.ShouldBeGreaterThan(0, "the words stand in the database");
        file.Position = place;
        file.WriteByte((byte)'U');
    }
}
