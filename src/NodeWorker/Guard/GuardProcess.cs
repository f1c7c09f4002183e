using System.Diagnostics;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>A guard as the worker sees it. Its reports arrive on a thread of its own; the last is <paramref name="gone"/>, once its process has ended.</summary>
/// <param name="program">How to start it.</param>
/// <param name="output">Takes what the service writes.</param>
/// <param name="report">A frame came.</param>
/// <param name="gone">The guard's process has ended.</param>
public sealed class GuardProcess(
    GuardProgram program, Action<ReadOnlySpan<byte>> output, Action<GuardProcess, GuardFrame> report, Action<GuardProcess> gone)
{
    private const int OutputBytes = 16 * 1024;
    private readonly Lock _writing = new();
    private Process? _process;
    private Thread? _outputReader;

    /// <summary>Process id.</summary>
    public int Pid { get; private set; }

    /// <summary>True once it waits for a start.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Starts the process; <see cref="IsReady"/> follows about a tenth of a second later.</summary>
    public void Launch()
    {
        _process = Process.Start(program.ToStartInfo())!;
        Pid = _process.Id;
        _outputReader = Run("service output", ReadOutput);
        Run("guard reports", ReadReports);
    }

    /// <summary>Hands it the service.</summary>
    public void Start(GuardOrder order)
    {
        var bytes = order.ToBytes();
        var message = new byte[GuardFrame.Size + bytes.Length];
        new GuardFrame(FrameKind.Start, bytes.Length).Write(message);
        bytes.CopyTo(message, GuardFrame.Size);
        Write(message);
    }

    /// <summary>Says something to it. A guard that is gone hears nothing; that it is gone is reported.</summary>
    public void Send(FrameKind kind, long number)
    {
        Span<byte> frame = stackalloc byte[GuardFrame.Size];
        new GuardFrame(kind, number).Write(frame);
        Write(frame);
    }

    /// <summary>Kills the guard itself; its service dies with it.</summary>
    public void Kill() => _ = Native.Kill(Pid, Native.SigKill);

    /// <summary>Waits until all that was written is taken, or somebody who outlived the guard keeps the pipe open for longer than a limit.</summary>
    public void DrainOutput(TimeSpan limit) => _outputReader?.Join(limit);

    /// <summary>Lets an unused guard end.</summary>
    public void Dismiss()
    {
        lock (_writing)
        {
            _process!.StandardInput.Dispose();
        }
    }

    private void Write(ReadOnlySpan<byte> message)
    {
        lock (_writing)
        {
            try
            {
                _process!.StandardInput.BaseStream.Write(message);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Its end is reported by the reading side.
            }
        }
    }

    private void ReadReports()
    {
        var frame = new byte[GuardFrame.Size];
        try
        {
            while (_process!.StandardOutput.BaseStream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
            {
                var said = GuardFrame.Read(frame);
                IsReady |= said.Kind == FrameKind.Ready;
                report(this, said);
            }
        }
        catch (IOException)
        {
            // A broken pipe means the same as its end.
        }

        Kill();
        _process!.WaitForExit();
        gone(this);
    }

    private void ReadOutput()
    {
        var buffer = new byte[OutputBytes];
        try
        {
            while (_process!.StandardError.BaseStream.Read(buffer) is var count and > 0)
            {
                output(buffer.AsSpan(0, count));
            }
        }
        catch (IOException)
        {
            // Nobody writes any more.
        }
    }

    private static Thread Run(string name, ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }
}
