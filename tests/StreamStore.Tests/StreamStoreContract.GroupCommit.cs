namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    [Fact]
    public async Task Given_many_callers_at_once_When_some_conflict_Then_each_gets_its_own_result()
    {
        await Append(ExpectedVersion.NoStream, TestEvents.Many(2));
        var old = (await Read()).Ids().First();
        var appends = Enumerable.Range(0, 300).Select(i => (Number: i, Events: TestEvents.Many(1 + (i % 4)))).ToList();

        var outcomes = await Task.WhenAll(appends.Select(append => Task.Run(async () =>
        {
            NewEvent[] events = append.Number % 3 == 0 ? [.. append.Events, TestEvents.One() with { Id = old }] : append.Events;
            try
            {
                return (append.Number, events, Result: (AppendResult?)await Append(ExpectedVersion.Any, events));
            }
            catch (WrongExpectedVersionException)
            {
                return (append.Number, events, null);
            }
        })));

        outcomes.ShouldAllBe(outcome => outcome.Result.HasValue == (outcome.Number % 3 != 0));
        var stored = await Read();
        stored.Count.ShouldBe(2 + outcomes.Where(outcome => outcome.Result.HasValue).Sum(outcome => outcome.events.Length));
        foreach (var (_, events, result) in outcomes.Where(outcome => outcome.Result.HasValue))
        {
            stored.Skip(result!.Value.Version + 1 - events.Length).Take(events.Length).Ids().ShouldBe(events.Ids());
        }
    }

    [Fact]
    public async Task Given_many_callers_at_once_When_all_expect_the_same_version_Then_exactly_one_is_accepted()
    {
        for (var round = 0; round < 20; round++)
        {
            var expected = ExpectedVersion.At(round - 1);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await Append(expected, TestEvents.One());
                    return true;
                }
                catch (WrongExpectedVersionException)
                {
                    return false;
                }
            })));
            outcomes.Count(accepted => accepted).ShouldBe(1);
        }

        (await Read()).Select(item => item.Version).ShouldBe(Enumerable.Range(0, 20));
    }
}
