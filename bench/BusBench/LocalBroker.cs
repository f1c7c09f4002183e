using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using EventCluster.Shared;
using RabbitMQ.Client;

namespace EventCluster.BusBench;

/// <summary>Debian's RabbitMQ in a folder of its own, by the same script as <c>run.sh --rabbitmq</c>.</summary>
internal sealed class LocalBroker : IAsyncDisposable
{
    private static readonly string s_script = FindScript();
    private readonly string _folder;
    private readonly Process _process;

    private LocalBroker(string folder, Uri address, Process process) => (_folder, Address, _process) = (folder, address, process);

    /// <summary>Where it is, with user and password.</summary>
    public Uri Address { get; }

    /// <summary>Its process.</summary>
    public int Pid => _process.Id;

    /// <summary>What the programs must be told of it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["EventCluster__Bus__Provider"] = "RabbitMq",
        ["EventCluster__Bus__Uri"] = Address.ToString(),
    };

    public static async Task<LocalBroker> StartAsync(string folder)
    {
        var address = new Uri(await RunAsync("prepare", folder, FreePorts().ToString(CultureInfo.InvariantCulture)));
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"exec \"$0\" \"$@\" >\"{folder}/rabbitmq.log\" 2>&1", s_script, "run", folder, $"{Environment.ProcessId}" } };
        var broker = new LocalBroker(folder, address, Process.Start(start)!);
        await Programs.UntilAsync(broker.AnswersAsync, "the broker");
        return broker;
    }

    /// <summary>A connection for this program.</summary>
    public Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = Address, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>Runs <c>rabbitmqctl</c>.</summary>
    public Task<string> ControlAsync(params string[] arguments) => RunAsync(["ctl", _folder, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectAsync();
            return true;
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.BrokerUnreachableException && !_process.HasExited)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(s_script, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{s_script} {arguments[0]} ended with code {process.ExitCode}: {output}");
    }

    /// <summary>The first of three in a row, below those that the system hands out for outgoing connections.</summary>
    private static int FreePorts()
    {
        for (var first = 20_000 + Environment.ProcessId % 1_000 * 9; ; first += 3)
        {
            if (Enumerable.Range(first, 3).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string FindScript()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EventCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository is not above this program.");
        }

        return Path.Combine(folder, "scripts", "rabbitmq.sh");
    }
}
