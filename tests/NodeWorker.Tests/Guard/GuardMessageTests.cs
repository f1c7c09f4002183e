using EventCluster.NodeWorker.Guard;

namespace EventCluster.NodeWorker.Tests.Guard;

public sealed class GuardMessageTests
{
    [Theory]
    [InlineData(FrameKind.Deadline, long.MaxValue)]
    [InlineData(FrameKind.StartFailed, -2)]
    public void Given_a_frame_when_it_is_written_and_read_then_it_is_the_same(FrameKind kind, long number)
    {
        var bytes = new byte[GuardFrame.Size];
        new GuardFrame(kind, number).Write(bytes);

        GuardFrame.Read(bytes).ShouldBe(new GuardFrame(kind, number));
    }

    [Fact]
    public void Given_an_order_when_it_is_written_and_read_then_it_is_the_same()
    {
        var order = new GuardOrder(5, 6, ["/bin/x", "a b", ""], ["/bin/y"], ["A=1", "B=ü"]);
        var read = GuardOrder.From(order.ToBytes());

        (read.Deadline, read.StopLimit, read.HasHooks).ShouldBe((5, 6, true));
        read.Command.ShouldBe(order.Command);
        read.Deactivate.ShouldBe(order.Deactivate);
        read.Environment.ShouldBe(order.Environment);
    }

    [Fact]
    public void Given_bytes_that_are_no_order_then_they_are_refused()
    {
        var order = new GuardOrder(5, 6, ["x"], [], []).ToBytes();
        order[16] = 0xFF;
        order[19] = 0xFF;

        Should.Throw<InvalidDataException>(() => GuardOrder.From(order)).Message.ShouldContain("16384");
    }

    [Theory]
    [InlineData(0x0000, 0, false, "exit code 0")]
    [InlineData(0x0700, 7, false, "exit code 7")]
    [InlineData(0x7F00, 127, true, "not found")]
    [InlineData(0x7E00, 126, true, "not executable")]
    [InlineData(9, null, false, "signal 9")]
    public void Given_a_wait_status_then_it_is_read_as_the_kernel_means_it(long status, int? code, bool notStarted, string words)
    {
        WaitStatus.ExitCode(status).ShouldBe(code);
        WaitStatus.IsNotStarted(status).ShouldBe(notStarted);
        WaitStatus.Describe(status).ShouldContain(words);
    }

    [Fact]
    public void Given_an_instant_then_the_guards_nanoseconds_give_it_back()
    {
        GuardClock.To(GuardClock.From(TimeSpan.FromTicks(12345))).ShouldBe(TimeSpan.FromTicks(12345));
        GuardClock.To(GuardClock.From(null)).ShouldBeNull();
    }
}
