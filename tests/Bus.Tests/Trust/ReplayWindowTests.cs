using EventCluster.Bus.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EventCluster.Bus.Tests.Trust;

public sealed class ReplayWindowTests
{
    [Fact]
    public void Given_numbers_with_gaps_When_they_come_in_order_Then_all_are_accepted()
    {
        ReplayWindow window = new();

        new long[] { 1, 2, 5, 900, 5_000, long.MaxValue }.ShouldAllBe(number => window.Accept(number));
    }

    [Fact]
    public void Given_a_number_further_back_than_the_window_When_it_comes_Then_it_is_refused()
    {
        ReplayWindow window = new();
        window.Accept(ReplayWindow.Width + 1);

        window.Accept(1).ShouldBeFalse();
        window.Accept(2).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Given_no_number_of_a_sender_When_it_comes_Then_it_is_refused(long number) => new ReplayWindow().Accept(number).ShouldBeFalse();

    [Fact]
    public void Given_any_numbers_When_they_come_Then_each_is_accepted_once_while_it_is_within_the_window() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            ReplayWindow window = new();
            HashSet<long> seen = [];
            long top = 0;
            foreach (var number in numbers.Select(n => 1 + (Math.Abs((long)n) * 97 % (3 * ReplayWindow.Width))))
            {
                var expected = number > top - ReplayWindow.Width && seen.Add(number);
                if (window.Accept(number) != expected)
                {
                    return false;
                }

                top = Math.Max(top, number);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(400));
}
