using System.Text;

namespace EventCluster.ControlPlane.Security;

/// <summary>A token in a file that only its owner may read, from the moment it is made.</summary>
internal static class TokenFile
{
    /// <summary>The token that stands there, or a new one written there.</summary>
    internal static string ReadOrCreate(string path, string role)
    {
        if (File.Exists(path))
        {
            var there = File.ReadAllText(path).Trim();
            if (there.StartsWith($"ec_{role}_", StringComparison.Ordinal) && there.Length > 40)
            {
                return there;
            }

            File.Delete(path);
        }

        var token = Tokens.Create(role);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(token + "\n"));
        file.Flush(flushToDisk: true);
        return token;
    }
}
