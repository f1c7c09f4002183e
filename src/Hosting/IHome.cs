namespace EventCluster.Hosting;

/// <summary>The place that only one process at a time can live in, by which its death can be proved. Two kinds: <see cref="HomeLock"/>, and that of a simulation.</summary>
public interface IHome
{
    /// <summary>Equal identities cannot be held at the same time.</summary>
    string Identity { get; }

    /// <summary>Where it is, for whoever runs on the same machine.</summary>
    string Path { get; }

    /// <summary>Whether every process that ever lived in a home is certainly dead; false where that cannot be told.</summary>
    /// <param name="identity">Of the home, as its holder named it.</param>
    /// <param name="path">Where it is, as its holder named it.</param>
    bool IsDead(string identity, string path);
}
