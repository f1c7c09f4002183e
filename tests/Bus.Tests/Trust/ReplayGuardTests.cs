using EventCluster.Bus.Trust;

namespace EventCluster.Bus.Tests.Trust;

public sealed class ReplayGuardTests
{
    private const long Good = 1000;
    private static readonly Guid First = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
    private static readonly Guid Second = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(1));
    private readonly ReplayGuard _guard = new(most: 3);

    [Fact]
    public void Given_a_later_session_was_seen_When_an_earlier_one_speaks_Then_it_is_refused()
    {
        _guard.Accept(Party.Node, First, 1, Good, 0).ShouldBeTrue();
        _guard.Accept(Party.Node, Second, 1, Good, 0).ShouldBeTrue();

        _guard.Accept(Party.Node, First, 2, Good, 0).ShouldBeFalse();
        _guard.Accept(Party.Node, Second, 2, Good, 0).ShouldBeTrue();
    }

    [Fact]
    public void Given_all_messages_of_a_session_have_expired_When_one_with_an_earlier_clock_speaks_Then_it_is_heard()
    {
        _guard.Accept(Party.Node, Second, 1, Good, 0).ShouldBeTrue();

        _guard.Accept(Party.Node, First, 1, Good * 3, Good).ShouldBeFalse();
        _guard.Accept(Party.Node, First, 1, Good * 3, Good + 1).ShouldBeTrue();
    }

    [Fact]
    public void Given_two_senders_of_one_name_but_other_roles_When_they_speak_Then_they_are_two()
    {
        _guard.Accept(new(BusRole.Node, "a"), First, 1, Good, 0).ShouldBeTrue();
        _guard.Accept(new(BusRole.Instance, "a"), First, 1, Good, 0).ShouldBeTrue();
    }

    [Fact]
    public void Given_the_guard_is_full_When_another_sender_speaks_Then_the_expired_are_forgotten_first()
    {
        _guard.Accept(new(BusRole.Node, "a"), First, 1, 10, 0);
        _guard.Accept(new(BusRole.Node, "b"), First, 1, 50, 0);
        _guard.Accept(new(BusRole.Node, "c"), First, 1, 70, 0);

        _guard.Accept(new(BusRole.Node, "d"), First, 1, 80, 20).ShouldBeTrue();
        _guard.Accept(new(BusRole.Node, "e"), First, 1, 90, 20).ShouldBeTrue();

        _guard.Count.ShouldBe(3);
        _guard.Accept(new(BusRole.Node, "c"), First, 1, 70, 20).ShouldBeFalse("it is still remembered");
    }
}
