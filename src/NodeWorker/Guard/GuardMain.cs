using System.IO.Pipes;
using System.Reflection;
using System.Runtime.CompilerServices;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>The guard process: <c>NodeWorker guard SETPRIV LOCK</c>. It is started ahead of time, warms up and waits for a start on its standard input.</summary>
public static class GuardMain
{
    /// <summary>The argument that selects this mode.</summary>
    public const string Mode = "guard";

    private const nint Ignore = 1;

    /// <summary>Runs on the process's main thread: the service must not outlive the thread that starts it.</summary>
    /// <param name="setPriv">Full path of <c>setpriv</c>.</param>
    /// <param name="lockFile">A file that is locked, shared, while a guard exists: whoever locks it alone knows that none does.</param>
    public static int Run(string setPriv, string lockFile)
    {
        // What is meant for the worker (Ctrl-C, a service manager that signals the whole group) is not meant for the guard: it follows the worker.
        _ = Native.SetSession();
        foreach (var signal in new[] { Native.SigHup, Native.SigInt, Native.SigTerm })
        {
            _ = Native.Signal(signal, Ignore);
        }

        using var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        WarmUp(setPriv);
        new GuardLoop((order, report) => Duty(setPriv, order, report), input: 0, output: 1).Run();
        return 0;
    }

    private static GuardDuty Duty(string setPriv, GuardOrder order, Action<FrameKind, long> report) =>
        order.HasHooks ? new HookDuty(setPriv, order, report) : new SupervisedDuty(setPriv, order, report);

    /// <summary>Runs the whole path once with a command that does nothing, so that a start finds everything compiled and loaded.</summary>
    private static void WarmUp(string setPriv)
    {
        foreach (var type in new[] { typeof(GuardLoop), typeof(SupervisedDuty), typeof(HookDuty), typeof(GuardedChild) })
        {
            foreach (var method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }

        using var orders = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reports = new AnonymousPipeServerStream(PipeDirection.In);
        var order = new GuardOrder(GuardClock.Never, 0, ["/bin/true"], [], ["PATH=/usr/bin:/bin"]).ToBytes();
        Span<byte> frame = stackalloc byte[GuardFrame.Size];
        new GuardFrame(FrameKind.Start, order.Length).Write(frame);
        orders.Write(frame);
        orders.Write(order);
        new GuardFrame(FrameKind.Deadline, GuardClock.Never).Write(frame);
        orders.Write(frame);
        new GuardLoop(
            (rehearsal, report) => Duty(setPriv, rehearsal, report),
            (int)orders.ClientSafePipeHandle.DangerousGetHandle(),
            (int)reports.ClientSafePipeHandle.DangerousGetHandle()).Run();
    }
}
