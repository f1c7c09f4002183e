using EventCluster.Bus.Settings;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Settings;

/// <summary>What a control plane instance was started with. Read and validated by <see cref="SettingsReader"/>.</summary>
public sealed record ControlPlaneSettings
{
    /// <summary>Name of this instance, unique among those that share the store.</summary>
    public required string Instance { get; init; }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:33237</c>.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Full path of the folder for the store, tokens and the like.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Name that the cluster gets when it is created.</summary>
    public string ClusterName { get; init; } = "cluster";

    /// <summary>Timing profile that the cluster gets when it is created.</summary>
    public string Profile { get; init; } = Domain.Settings.Profiles.Default;

    /// <summary>The key that all parts of the cluster share; null without one.</summary>
    public EncryptionKey? Key { get; init; }

    /// <summary>Where events are kept.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>The message bus; null for none.</summary>
    public BusSettings? Bus { get; init; }

    /// <summary>Bearer tokens given by settings, besides those in the history.</summary>
    public IReadOnlyList<TokenSetting> Tokens { get; init; } = [];

    /// <summary>Where the other instances reach this one; null for the first of <see cref="Urls"/>.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>The address by which others are told of this instance.</summary>
    public string Address => AdvertisedAddress ?? Urls[0];
}

/// <summary>A bearer token given by settings.</summary>
/// <param name="Name">Name for people; the actor in the history is <c>token:{name}</c>.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c>, <c>admin</c> or <c>join</c>.</param>
/// <param name="Hash">SHA-256 of the token, lower-case hex.</param>
public sealed record TokenSetting(string Name, string Role, string Hash);
