using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>Debian's <c>rabbitmq-server</c> in a folder of its own, by the same script as <c>run.sh --rabbitmq</c>. It ends with this process, however that ends.</summary>
public sealed class LocalBroker : IBroker
{
    private const int Ports = 3;

    // Seen: 6 to 12 s on a quiet machine.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly string s_script = Path.Combine(BuiltPrograms.Repository, "scripts", "rabbitmq.sh");
    private readonly string _folder;
    private readonly string _mark;
    private readonly RunningProgram _program;

    private LocalBroker(string folder, Uri address)
    {
        (_folder, Address) = (folder, address);
        _mark = Path.GetFileName(folder);
        _program = new("rabbitmq", s_script, new Dictionary<string, string> { ["EVENTCLUSTER_BROKER"] = _mark }, Path.Combine(folder, "rabbitmq.log"));
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <summary>What it has written.</summary>
    public string Log => _program.Output;

    /// <summary>Whether this machine has what it needs.</summary>
    public static async Task<bool> IsInstalledAsync() => (await ScriptAsync("find")).Code == 0;

    /// <summary>Starts one and waits until it serves; null where it is not installed.</summary>
    public static async Task<LocalBroker?> TryStartAsync()
    {
        if (!await IsInstalledAsync())
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("eventcluster-broker-").FullName;
        var (_, address) = await ScriptAsync("prepare", folder, FreePorts.Range(Ports).ToString(CultureInfo.InvariantCulture));
        var broker = new LocalBroker(folder, new(address.Trim()));
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Makes sure that it runs and serves, whatever an earlier test did to it.</summary>
    public async Task EnsureAsync()
    {
        if (!_program.IsRunning)
        {
            await StartAsync();
        }

        Continue();
    }

    /// <summary>Starts it again and waits until it serves.</summary>
    public async Task StartAsync()
    {
        Begin();
        await ServesAsync();
    }

    /// <summary>Starts it again.</summary>
    public void Begin() => _program.Start("run", _folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits until it serves.</summary>
    public Task ServesAsync() => Until.IsAsync("the broker serves", IsServingAsync, StartPatience);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        await _program.KillAsync();
        await Until.IsAsync("what the broker had started is gone", () => ProcessTable.With($"EVENTCLUSTER_BROKER={_mark}").Count == 0);
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public Task StopAsync() => _program.StopAsync();

    /// <summary>Pauses its process: connections stay, nothing is answered.</summary>
    public void Pause() => _program.Signal(PosixSignals.Stop);

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Continue() => _program.Signal(PosixSignals.Continue);

    /// <summary>Forgets every exchange, queue and message. It must not run.</summary>
    public void Wipe()
    {
        _program.IsRunning.ShouldBeFalse("the broker's data is in use");
        Directory.Delete(Path.Combine(_folder, "mnesia"), recursive: true);
    }

    /// <summary>Runs <c>rabbitmqctl</c>; what it printed.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var (code, output) = await ScriptAsync(["ctl", _folder, .. arguments]);
        code.ShouldBe(0, output);
        return output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ProcessTable.EndAllAsync($"EVENTCLUSTER_BROKER={_mark}");
        Directory.Delete(_folder, recursive: true);
    }

    // The port alone is not enough: the listener opens before every start step is done.
    private async Task<bool> IsServingAsync()
    {
        _program.IsRunning.ShouldBeTrue($"the broker has ended: {Log}");
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(Address.Host, Address.Port);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(1)) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> ScriptAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(s_script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
