using System.Globalization;
using EventCluster.Bus.Settings;
using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Settings;

/// <summary>Reads and checks the settings of section <c>EventCluster</c>; every error is collected, so that one start shows them all.</summary>
public sealed class SettingsReader
{
    /// <summary>Time for an ordered kill by the guard, with room for a busy machine.</summary>
    public static readonly TimeSpan SupervisedStopBound = TimeSpan.FromMilliseconds(50);

    private const int MaximumName = 63;
    private const int MaximumText = 128;
    private static readonly TimeSpan DefaultStopBound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestStopBound = TimeSpan.FromHours(1);
    private readonly IConfigurationSection _section;
    private readonly List<SettingException> _errors = [];

    private SettingsReader(IConfigurationSection section) => _section = section;

    /// <summary>The settings, or what is wrong with them.</summary>
    public static (WorkerSettings? Settings, IReadOnlyList<SettingException> Errors) Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration.GetSection("EventCluster"));
        var settings = reader.Read();
        return reader._errors.Count == 0 ? (settings, []) : (null, reader._errors);
    }

    private WorkerSettings Read()
    {
        var roles = Roles();
        var known = new KnownSettings(_section);
        _errors.AddRange(known.Unknown());
        var key = Key();
        return new(
            Name(), roles, ControlPlanes(), JoinToken(), Listen()!, Address("Node:Address", null),
            Service(roles.Contains(WorkerSettings.ServiceRole)), new ActionReader(_section, Command, Wrong).Read(), Text("Node:Product", "product"), Text("Node:ProductVersion", "0"),
            List("Node:Storage"), key, BusSettings.Read(_section, key, _errors.Add), Path.GetFullPath(_section["DataDirectory"] is { Length: > 0 } data ? data : "data"));
    }

    private string Name()
    {
        var name = _section["Node:Name"] is { Length: > 0 } given ? given : Environment.MachineName.ToLowerInvariant();
        if (name.Length > MaximumName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            Wrong("Node:Name", $"is '{name}'; allowed are lower-case letters, digits, '-' and '.', 1 to {MaximumName}. Choose a name that no other node has.");
        }

        return name;
    }

    private IReadOnlyList<string> Roles()
    {
        var roles = List("Node:Roles");
        roles = roles.Count > 0 ? roles : [WorkerSettings.WebRole, WorkerSettings.ServiceRole];
        foreach (var role in roles.Where(role => role is not (WorkerSettings.WebRole or WorkerSettings.ServiceRole)))
        {
            Wrong("Node:Roles", $"has '{role}'; allowed are 'web' and 'service', separated by commas.");
        }

        return [.. roles.Distinct()];
    }

    private IReadOnlyList<Uri> ControlPlanes()
    {
        var addresses = List("Node:ControlPlanes");
        return [.. (addresses.Count > 0 ? addresses : ["http://127.0.0.1:33237"]).Select(text => Parse("Node:ControlPlanes", text)).OfType<Uri>()];
    }

    private string JoinToken()
    {
        var token = Try(() => Secret.Read("Node:JoinToken", _section["Node:JoinToken"], _section["Node:JoinTokenFile"]), out var failed);
        if (token is null && !failed)
        {
            Wrong("Node:JoinToken", "is not set; set it, or Node:JoinTokenFile, to a token with the role 'node' that the control plane knows.");
        }

        return token ?? "";
    }

    private EncryptionKey? Key() => Try(() => EncryptionKey.From(_section["EncryptionKey"], _section["EncryptionKeyFile"]), out _);

    private ServiceSettings Service(bool required)
    {
        var service = new ServiceSettings(
            Command("Node:Service:Command"), Command("Node:Service:Hooks:Activate"), Command("Node:Service:Hooks:Deactivate"),
            Command("Node:Service:Hooks:Restart"), Command("Node:Service:Hooks:Check"), SupervisedStopBound);
        if (required && service.Command.Count > 0 == service.HasHooks)
        {
            Wrong("Node:Service:Command", "and Node:Service:Hooks:Activate: exactly one of them must be set on a node with the role 'service'. "
                + "Set one, or set Node:Roles to 'web'.");
        }
        else if (service.HasHooks != service.Deactivate.Count > 0)
        {
            Wrong("Node:Service:Hooks:Deactivate", "and Activate belong together; set both, or neither and Node:Service:Command.");
        }

        return service.HasHooks ? service with { StopBound = StopBound() } : service;
    }

    private TimeSpan StopBound()
    {
        const string name = "Node:Service:StopBound";
        if (_section[name] is not { Length: > 0 } text)
        {
            return DefaultStopBound;
        }

        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var bound) || bound <= TimeSpan.Zero || bound > LongestStopBound)
        {
            Wrong(name, $"is '{text}'; it must be a duration above zero and up to {LongestStopBound}, for example 00:00:10.");
        }

        return bound;
    }

    private IReadOnlyList<string> Command(string name)
    {
        try
        {
            return CommandLine.Split(_section[name] ?? "");
        }
        catch (FormatException e)
        {
            Wrong(name, $"is '{_section[name]}', which {e.Message}. Quote arguments as in a shell.");
            return [];
        }
    }

    private string Text(string name, string standard)
    {
        var text = _section[name] is { Length: > 0 } given ? given : standard;
        if (text.Length > MaximumText)
        {
            Wrong(name, $"has {text.Length} characters; at most {MaximumText} are allowed. Shorten it.");
        }

        return text;
    }

    private Uri? Listen()
    {
        var address = Address("Node:Listen", "http://127.0.0.1:33241");
        if (address?.Scheme == "https")
        {
            Wrong("Node:Listen", $"is '{address}'; the health endpoints speak http only. Put a proxy before them where https is needed.");
        }

        return address;
    }

    private Uri? Address(string name, string? standard) =>
        (_section[name] is { Length: > 0 } text ? text : standard) is { } address ? Parse(name, address) : null;

    private Uri? Parse(string name, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.PathAndQuery == "/")
        {
            return uri;
        }

        Wrong(name, $"is '{text}'; it must be an address such as http://127.0.0.1:33237, without a path.");
        return null;
    }

    /// <summary>Either one text with commas, or numbered entries.</summary>
    private IReadOnlyList<string> List(string name)
    {
        var entries = _section.GetSection(name).GetChildren().Select(child => child.Value);
        var text = _section[name]?.Split(',') ?? [];
        return [.. text.Concat(entries).OfType<string>().Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];
    }

    private T? Try<T>(Func<T> read, out bool failed)
    {
        failed = false;
        try
        {
            return read();
        }
        catch (SettingException e)
        {
            failed = true;
            _errors.Add(e);
            return default;
        }
    }

    private void Wrong(string name, string what) => _errors.Add(new(name, what));
}
