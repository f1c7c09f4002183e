namespace EventCluster.Domain.Tests.Properties;

/// <summary>However clocks drift, messages are late or lost and followers are started anew: a holder that goes on by promises is alone.</summary>
public sealed class OutageProperties
{
    [Fact]
    public void Given_a_store_that_is_away_When_the_holder_goes_on_by_promises_Then_nobody_acts_beside_it() => Seeded.Check(1_000, 60, program => Run(program, new()));

    [Fact]
    public void Given_a_follower_that_forgets_its_promise_When_it_does_not_wait_Then_the_model_finds_it() =>
        Should.Throw<Exception>(() => Seeded.Check(2_000, 100, program => Run(program, new(waitsForForgotten: false))));

    private static void Run(int[] program, OutageModel model)
    {
        Choice begin = new(program.Length > 0 ? program[0] : 0);
        model.Begin(ref begin);
        foreach (var number in program)
        {
            Choice choice = new(number);
            model.Step(ref choice);
        }
    }
}
