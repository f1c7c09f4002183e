using System.Runtime.InteropServices;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>
/// A child in a session and process group of its own that dies with the thread that started it. Its output goes where the guard's errors go.
/// </summary>
internal sealed unsafe class GuardedChild
{
    private const int OpaqueBytes = 1024;
    private const int StandardError = 2;
    private const int StandardOutput = 1;

    private GuardedChild(int pid, int descriptor) => (Pid, Descriptor) = (pid, descriptor);

    /// <summary>Its process id, and that of its group.</summary>
    internal int Pid { get; }

    /// <summary>Readable once it has ended.</summary>
    internal int Descriptor { get; }

    /// <summary>Starts it on this thread, whose end it does not survive.</summary>
    /// <param name="setPriv">Full path of <c>setpriv</c>.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="error">An errno where null is returned.</param>
    internal static GuardedChild? Start(string setPriv, IReadOnlyList<string> command, IReadOnlyList<string> environment, out int error)
    {
        var arguments = Strings([setPriv, "--pdeathsig", "KILL", "--", .. command]);
        var variables = Strings(environment);
        var path = (byte*)Marshal.StringToCoTaskMemUTF8(setPriv);
        var nothing = (byte*)Marshal.StringToCoTaskMemUTF8("/dev/null");
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        var signals = stackalloc byte[OpaqueBytes];
        _ = Native.SpawnActionsInit(actions);
        _ = Native.SpawnActionsOpen(actions, 0, nothing, 0, 0);
        _ = Native.SpawnActionsDuplicate(actions, StandardError, StandardOutput);
        _ = Native.SpawnAttributesInit(attributes);

        // The runtime ignores and masks signals that the child must see.
        _ = Native.SpawnAttributesFlags(attributes, Native.SpawnSetSession | Native.SpawnSetSignalDefaults | Native.SpawnSetSignalMask);
        _ = Native.SignalsAll(signals);
        _ = Native.SpawnAttributesDefaults(attributes, signals);
        _ = Native.SignalsNone(signals);
        _ = Native.SpawnAttributesMask(attributes, signals);

        int pid;
        error = Native.Spawn(&pid, path, actions, attributes, arguments, variables);
        _ = Native.SpawnActionsDestroy(actions);
        _ = Native.SpawnAttributesDestroy(attributes);
        Marshal.FreeCoTaskMem((nint)path);
        Marshal.FreeCoTaskMem((nint)nothing);
        Free(arguments);
        Free(variables);
        return error == 0 ? new(pid, Native.PidFdOpen(pid)) : null;
    }

    /// <summary>Sends a signal to its whole group.</summary>
    internal void Signal(int signal) => _ = Native.Kill(-Pid, signal);

    /// <summary>Takes its wait status; null while it runs.</summary>
    internal int? TryReap()
    {
        int status;
        if (Native.WaitPid(Pid, &status, Native.NoHang) != Pid)
        {
            return null;
        }

        _ = Native.Close(Descriptor);
        return status;
    }

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
        {
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        return array;
    }

    private static void Free(byte** array)
    {
        for (var text = array; *text != null; text++)
        {
            Marshal.FreeCoTaskMem((nint)(*text));
        }

        NativeMemory.Free(array);
    }
}
