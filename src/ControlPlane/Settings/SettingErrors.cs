using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Settings;

/// <summary>Everything that is wrong with the settings.</summary>
internal sealed class SettingErrors
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    internal void Add(string name, string what) => _lines.Add(new SettingException(name, what).Message);

    internal void Add(SettingException error) => _lines.Add(error.Message);

    /// <summary>The value, or null with its error noted.</summary>
    internal T? Catch<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (SettingException error)
        {
            _lines.Add(error.Message);
            return null;
        }
    }
}
