using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Leases;

public sealed class OutageHoldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(60, 5)]
    public void Given_a_lease_When_promises_are_asked_Then_they_are_for_no_longer_than_it_and_never_for_longer_than_one_may_forget(int lease, int length) =>
        OutageHold.Length(Second * lease).ShouldBe(Second * length);

    [Fact]
    public void Given_a_promise_When_both_count_it_Then_the_one_who_gave_it_counts_longer_by_the_drift()
    {
        OutageHold.HeldUntil(Second, Second * 5).ShouldBe(Second * 6);
        OutageHold.PromisedUntil(Second, Second * 5, 0.1).ShouldBe(Second * 6.5);
        OutageHold.ForgottenUntil(Second).ShouldBe(Second * 7);
    }

    [Theory]
    [InlineData(3, 5, null, 3, false, null)]
    [InlineData(3, 6, null, 3, false, "at most 5 s")]
    [InlineData(3, 0, null, 3, false, "more than 0")]
    [InlineData(3, 5, 4L, 4, false, "it has term 4 itself")]
    [InlineData(3, 5, null, 4, false, "term 4 has begun")]
    [InlineData(3, 5, null, 3, true, "the store answers it")]
    public void Given_a_question_When_it_is_judged_Then_only_one_who_cannot_follow_promises(long asked, int seconds, long? own, long newest, bool storeAnswers, string? why)
    {
        var refusal = OutageHold.Refusal(asked, Second * seconds, own, newest, storeAnswers);
        if (why is null)
        {
            refusal.ShouldBeNull();
        }
        else
        {
            refusal.ShouldNotBeNull().ShouldContain(why);
        }
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(true, true, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(true, false, true, true)]
    public void Given_a_term_that_goes_on_through_outages_When_one_would_follow_Then_only_whom_its_holder_asks_or_a_person_lets(bool held, bool known, bool confirmed, bool may) =>
        OutageHold.MayStart(held, known, confirmed).ShouldBe(may);
}
