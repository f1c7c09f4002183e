using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class FaultsTests
{
    [Theory]
    [InlineData(FaultKind.Transient, 1205, 1222, 3960, 50_001)] // deadlock, lock time-outs
    [InlineData(FaultKind.Transient, 4060, 921, 922, 927, 18401)] // not open, recovering, restoring
    [InlineData(FaultKind.Transient, 976, 982, 983, 35250, 3906)] // failover of an availability group
    [InlineData(FaultKind.Transient, 40197, 40501, 40613, 10928, 10929, 49918, 49920)] // throttling
    [InlineData(FaultKind.Lost, -2, 0, 20, 53, 64, 121, 233, 10053, 10054, 10060, 10061, 11001, 104, 111)]
    [InlineData(FaultKind.Duplicate, 2601, 2627)]
    [InlineData(FaultKind.Denied, 229, 18456, 916)]
    [InlineData(FaultKind.Missing, 208, 2715)]
    [InlineData(FaultKind.Full, 1105, 9002)]
    [InlineData(FaultKind.Other, 102, 8134, 547, 515)]
    internal void Given_an_error_number_When_judged_Then_it_is_what_the_server_means_by_it(FaultKind kind, params int[] numbers) =>
        numbers.Where(number => Faults.Of(number, 16) != kind).ShouldBeEmpty();

    [Fact]
    public void Given_an_unknown_error_that_ends_the_connection_When_judged_Then_the_outcome_is_lost() => Faults.Of(4014, 20).ShouldBe(FaultKind.Lost);

    [Fact]
    public void Given_a_fault_When_told_to_a_caller_Then_it_names_the_database_and_a_remedy()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var told = new StoreFault(kind, "SQL Server says: no (error 1)").ForCaller("'cluster' on 'db'");

            told.Message.ShouldContain("'cluster' on 'db'");
            told.Message.ShouldContain("error 1");
        }
    }
}
