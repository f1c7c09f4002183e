namespace EventCluster.Hosting;

/// <summary>Secrets come as a setting or as a file that holds nothing else.</summary>
public static class Secret
{
    private const int MaximumBytes = 64 * 1024;

    /// <summary>Reads a secret; null when neither way is set.</summary>
    /// <param name="name">Name of the setting, without <c>File</c>.</param>
    /// <param name="value">The setting's value.</param>
    /// <param name="file">Value of the setting with <c>File</c> appended.</param>
    /// <exception cref="SettingException">Both are set, or the file cannot be read or is empty. The secret is never in the message.</exception>
    public static string? Read(string name, string? value, string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return string.IsNullOrEmpty(value) ? null : value;
        }

        if (!string.IsNullOrEmpty(value))
        {
            throw new SettingException(name, $"is set both by value and by {name}File; set one of them.");
        }

        try
        {
            if (new FileInfo(file).Length > MaximumBytes)
            {
                throw new SettingException($"{name}File", $"'{file}' is larger than {MaximumBytes} bytes.");
            }

            var text = File.ReadAllText(file).Trim();
            return text.Length > 0 ? text : throw new SettingException($"{name}File", $"'{file}' is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{name}File", $"'{file}' cannot be read: {e.Message}");
        }
    }
}
