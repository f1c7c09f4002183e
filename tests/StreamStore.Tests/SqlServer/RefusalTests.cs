using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>What the real driver makes of a server's refusals, and what the caller is told.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(922, "is not ready")] // the database is being recovered
    [InlineData(927, "is not ready")] // it is being restored
    [InlineData(976, "is not ready")] // failover: this replica does not serve
    [InlineData(18401, "is not ready")] // the server is starting
    public async Task Given_a_server_that_does_not_let_in_yet_When_used_Then_it_is_tried_again_until_the_time_is_up(int number, string told)
    {
        await using var server = RefusingServer.AtSignIn(number);

        (await ToldAsync(server)).ShouldSatisfyAllConditions(message => message.ShouldContain(told), message => message.ShouldContain($"error {number}"));

        server.Refused.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(1205, "was busy for too long")] // a deadlock's victim
    [InlineData(983, "is not ready")] // failover: the replica changes its role
    [InlineData(3906, "is not ready")] // failover: this replica may only be read
    [InlineData(40501, "Try again later")] // throttled
    public async Task Given_a_statement_that_fails_for_a_moment_When_used_Then_it_is_tried_again_until_the_time_is_up(int number, string told)
    {
        await using var server = RefusingServer.AtStatements(number);

        (await ToldAsync(server)).ShouldContain(told);

        server.Refused.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(true, 18456, "Look at its sign-in and its permissions")] // login failed
    [InlineData(true, 916, "Look at its sign-in and its permissions")] // no user in this database
    [InlineData(false, 229, "Look at its sign-in and its permissions")] // permission denied
    [InlineData(false, 9002, "Free some space")] // the log is full
    public async Task Given_a_refusal_that_does_not_pass_by_itself_When_used_Then_it_is_told_at_once_with_a_remedy_and_no_secret(bool atSignIn, int number, string told)
    {
        await using var server = atSignIn ? RefusingServer.AtSignIn(number) : RefusingServer.AtStatements(number);

        var message = await ToldAsync(server);

        message.ShouldContain("'cluster' on '127.0.0.1,");
        message.ShouldContain(told);
        message.ShouldNotContain("not-the-word");
        server.Refused.ShouldBe(1);
    }

    private static async Task<string> ToldAsync(RefusingServer server)
    {
        await using SqlServerStreamStore store = new(new SqlServerStoreOptions(server.ConnectionString) { CommandTimeout = TimeSpan.FromSeconds(30), RetryLimit = TimeSpan.FromSeconds(3) });
        var append = Should.ThrowAsync<StoreUnavailableException>(store.AppendAsync("orders", ExpectedVersion.Any, TestEvents.Many(1), Ended));
        return (await append).Message;
    }
}
