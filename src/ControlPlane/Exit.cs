namespace EventCluster.ControlPlane;

/// <summary>How the process ends.</summary>
internal static class Exit
{
    /// <summary>It was stopped in order.</summary>
    internal const int Done = 0;

    /// <summary>A setting does not validate.</summary>
    internal const int BadSettings = 2;

    /// <summary>The store cannot be used.</summary>
    internal const int BadStore = 3;

    /// <summary>Says why, one line each, and gives the code.</summary>
    internal static int With(int code, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            Console.Error.WriteLine(line);
        }

        return code;
    }
}
