namespace EventCluster.NodeWorker.State;

/// <summary>Replaces files as a whole: a reader sees the old content or the new one.</summary>
public static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the content. Only one writer a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="secret">Nobody but the owner may read it.</param>
    /// <exception cref="IOException">The disk is full or fails; the old content is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool secret = false)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (secret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(content);
        }

        File.Move(draft, path, overwrite: true);
    }
}
