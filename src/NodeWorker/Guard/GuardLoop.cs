using System.Runtime.InteropServices;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>
/// The guard's only loop: it waits for the worker, the child and the deadline at once, on the main thread, and touches neither disk nor
/// network. Whenever it wakes, perhaps from a long pause, it first takes everything that the worker has said meanwhile, and only then judges the deadline.
/// </summary>
internal sealed unsafe class GuardLoop(Func<GuardOrder, Action<FrameKind, long>, GuardDuty> duty, int input, int output)
{
    private const int BufferBytes = 4096;
    private const int EndOfTransmission = 0;
    private const int WorkerSlot = 0;
    private const int ChildSlot = 1;
    private const int TimerSlot = 2;
    private const int Interrupted = 4;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _filled;
    private GuardDuty? _duty;
    private byte[]? _order;
    private int _orderFilled;
    private long _deadline = GuardClock.Never;
    private bool _orphaned;

    /// <summary>Serves one start, until nothing is left to guard.</summary>
    internal void Run()
    {
        var timer = Native.TimerCreate(Native.ClockBootTime, Native.CloseOnExec | Native.NonBlocking);
        _ = Native.FileControl(input, Native.SetFlags, Native.FileControl(input, Native.GetFlags, 0) | Native.NonBlocking);
        _ = Native.FileControl(output, Native.SetFlags, Native.FileControl(output, Native.GetFlags, 0) | Native.NonBlocking);
        Report(FrameKind.Ready, 0);
        var targets = stackalloc Native.PollTarget[3];
        while (HasWork)
        {
            GuardClock.Arm(timer, Math.Min(_deadline, _duty?.KillAt ?? GuardClock.Never));
            targets[WorkerSlot] = new() { Descriptor = _orphaned ? -1 : input, Events = Native.PollIn };
            targets[ChildSlot] = new() { Descriptor = _duty?.Child?.Descriptor ?? -1, Events = Native.PollIn };
            targets[TimerSlot] = new() { Descriptor = timer, Events = Native.PollIn };
            if (Native.Poll(targets, 3, -1) < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                break;
            }

            Drain();
            Judge();
            if (_duty?.Child is { } child)
            {
                Orphans.Reap(child.Pid);
                if (child.TryReap() is { } status)
                {
                    _duty.Ended(status);
                }
            }
        }

        _ = Native.Close(timer);
    }

    /// <summary>Without the worker it ends once nothing runs: a deactivate hook that failed is not tried for ever.</summary>
    private bool HasWork => _duty is { IsDone: false } duty ? !_orphaned || duty.Child is not null : _duty is null && !_orphaned;

    private void Judge()
    {
        var now = GuardClock.Now;
        if (_duty is null || (now < _deadline && now < _duty.KillAt))
        {
            return;
        }

        // Judged once: what passed now needs no second kill.
        _deadline = now >= _deadline ? GuardClock.Never : _deadline;
        _duty.Kill();
    }

    private void Drain()
    {
        while (!_orphaned)
        {
            nint count;
            fixed (byte* start = _buffer)
            {
                count = Native.Read(input, start + _filled, BufferBytes - _filled);
            }

            if (count == EndOfTransmission)
            {
                // The worker is gone: nobody will extend the deadline, and another process may soon speak for this node.
                _orphaned = true;
                _duty?.Kill();
                return;
            }

            if (count < 0)
            {
                return;
            }

            _filled += (int)count;
            Consume();
        }
    }

    private void Consume()
    {
        var used = 0;
        while (true)
        {
            if (_order is { } order && _orderFilled < order.Length)
            {
                var part = Math.Min(order.Length - _orderFilled, _filled - used);
                _buffer.AsSpan(used, part).CopyTo(order.AsSpan(_orderFilled));
                _orderFilled += part;
                used += part;
                if (_orderFilled < order.Length)
                {
                    break;
                }

                Begin(GuardOrder.From(order));
            }

            if (_filled - used < GuardFrame.Size)
            {
                break;
            }

            Take(GuardFrame.Read(_buffer.AsSpan(used, GuardFrame.Size)));
            used += GuardFrame.Size;
        }

        _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
        _filled -= used;
    }

    private void Begin(GuardOrder order)
    {
        _deadline = order.Deadline;
        _duty = duty(order, Report);
        if (GuardClock.Now < _deadline)
        {
            _duty.Start();
        }
        else
        {
            // Started too late: the role is over before the service has begun.
            Report(FrameKind.Exited, 0);
            _orphaned = true;
            _duty = null;
        }
    }

    private void Take(GuardFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Start when _order is null && frame.Number is > 0 and <= GuardOrder.MaximumBytes:
                _order = new byte[frame.Number];
                break;
            case FrameKind.Deadline:
                _deadline = frame.Number;
                Report(FrameKind.Acknowledged, frame.Number);
                break;
            case FrameKind.Stop:
                _duty?.Stop(frame.Number);
                break;
            case FrameKind.Kill:
                _duty?.Kill();
                break;
        }
    }

    private void Report(FrameKind kind, long number)
    {
        Span<byte> bytes = stackalloc byte[GuardFrame.Size];
        new GuardFrame(kind, number).Write(bytes);
        fixed (byte* start = bytes)
        {
            _ = Native.Write(output, start, GuardFrame.Size);
        }
    }
}
