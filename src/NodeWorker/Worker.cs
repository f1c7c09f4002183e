using System.Reflection;
using System.Runtime.InteropServices;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Checks;
using EventCluster.NodeWorker.Health;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Settings;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker;

/// <summary>Puts the worker together and runs it until it is told to stop, or has nothing to do any more.</summary>
public sealed partial class Worker
{
    private static readonly TimeSpan FirstChecksLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastHeartbeatLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeProvider Clock = BootTimeProvider.Instance;
    private readonly WorkerSettings _settings;
    private readonly DataDirectory _data;
    private readonly string? _setPriv;
    private readonly WebApplication _app;
    private readonly ServiceEnvironment _environment;
    private readonly CheckBoard _checks = new();
    private readonly ILogger<Worker> _log;

    private Worker(WorkerSettings settings, DataDirectory data, string? setPriv, WebApplication app)
    {
        (_settings, _data, _setPriv, _app) = (settings, data, setPriv, app);
        _environment = new(settings.Name, data.LeaseFile);
        _log = app.Services.GetRequiredService<ILogger<Worker>>();
    }

    /// <summary>Runs a worker; the result is its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(HealthEndpoints.Limit);
        var (settings, errors) = SettingsReader.Read(builder.Configuration);
        try
        {
            if (settings is not null)
            {
                using var data = DataDirectory.Open(settings.DataDirectory);
                var setPriv = settings.RunsService || settings.Actions.Count > 0
                    ? Prerequisites.FindSetPriv(Environment.GetEnvironmentVariable("PATH"), settings.RunsService ? "Node:Roles" : ActionReader.Section)
                    : null;
                await using var app = builder.Build();
                return await new Worker(settings, data, setPriv, app).RunAsync();
            }
        }
        catch (SettingException e)
        {
            errors = [e];
        }

        foreach (var error in errors)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        return ExitCode.BadSetting;
    }

    private async Task<int> RunAsync()
    {
        var identity = _data.LoadIdentity(Guid.CreateVersion7);
        var known = _data.LoadState();
        if (await new Leftovers(_data, _settings.Service, _environment, Clock).EndAsync(known.Service) is { } problem)
        {
            await Console.Error.WriteLineAsync($"EventCluster cannot start node '{_settings.Name}': {problem}");
            return ExitCode.Leftovers;
        }

        await using var recorder = new StateRecorder(_data, LogWarning);
        using var link = new HttpLink(_settings.Name, _settings.ControlPlanes, _settings.JoinToken);
        GuardedService? service = null;
        AgentHost? agents = null;
        using var runs = new RunHost(RunBook.Open(_settings.Actions, _data.LoadRuns()), runs => Runner(runs, () => agents!), Clock, Logger<RunHost>());
        await runs.EndRemainsAsync(_data.GuardLockFile);
        var boot = Guid.CreateVersion7();
        var host = new AgentHost(
            new NodeAgent(boot), host => service = Service(host), runs, request => Task.Run(() => RestartProductAsync(request), CancellationToken.None), _checks, recorder.Record,
            known with { Epoch = 0, Service = null }, () => new BlockingSignal(), Clock,
            Logger<AgentHost>());
        agents = host;
        HeartbeatLoop? heartbeats = null;
        await using var bus = _settings.Bus is null ? null
            : BusPart.Over(_settings.Bus, _settings, _data.FollowFile, boot, link, host, () => heartbeats?.Token, Clock, _app.Services.GetRequiredService<ILoggerFactory>());
        HealthEndpoints.Map(_app, new WorkerHealth(_settings, host, runs, () => heartbeats?.Status ?? NotYet(link), () => bus?.View, _checks, Clock));
        await ListenAsync();
        host.Begin();
        using (service)
        {
            service?.Watch();
            using var stop = new CancellationTokenSource();
            var checks = new CheckLoop(WorkerChecks.For(_settings, () => EnvironmentOf(host)), _checks, Clock);
            await Task.WhenAny(checks.RunOnceAsync(), Task.Delay(FirstChecksLimit, stop.Token));
            heartbeats = new(
                bus?.Link ?? (IControlPlaneLink)link, host, JoinRequest(identity.Id, boot), Admitted, Clock, Logger<HeartbeatLoop>());
            using var stream = new SignalStream(_settings.Name, () => link.Address);
            var signals = new SignalListener(stream, () => heartbeats.Token, () => host.HeartbeatWanted.Set(), bus?.Link.WithoutBus ?? new(open: true, Clock), Clock);
            var deadlines = new DeadlineLoop(host, Clock);
            OwnThread.Start("deadlines", ThreadPriority.Highest, deadlines.RunAsync);
            OwnThread.Start("heartbeats", ThreadPriority.AboveNormal, heartbeats.RunAsync);
            var background = Task.WhenAll(checks.RunAsync(stop.Token), signals.RunAsync(stop.Token), bus?.RunAsync(stop.Token) ?? Task.CompletedTask);
            var code = await UntilEndAsync(host, heartbeats, bus);
            heartbeats.Stop();
            await stop.CancelAsync();
            await Task.WhenAny(background, Task.Delay(StopGrace, CancellationToken.None));
            deadlines.Stop();
            await _app.StopAsync(CancellationToken.None);
            return code;
        }

        void Admitted(JoinReply reply)
        {
            Keep(identity with { Token = reply.Token });
            bus?.Joined(reply);
        }
    }

    /// <summary>Waits for the order to stop, or for the news that another process is this node; a removed node stays up, idle, so that people see why.</summary>
    private async Task<int> UntilEndAsync(AgentHost host, HeartbeatLoop heartbeats, BusPart? bus)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _app.Lifetime.ApplicationStopping.Register(asked.SetResult);
        await Task.WhenAny(asked.Task, heartbeats.Ended);
        if (!asked.Task.IsCompleted && await heartbeats.Ended == LinkOutcome.Removed)
        {
            LogRemoved(heartbeats.Status.Barred ?? "");
            await (bus?.LeaveAsync() ?? Task.CompletedTask);
            await asked.Task;
        }

        host.Leave();
        var stopLimit = (host.Desired?.StopTimeout ?? TimeSpan.Zero) + _settings.Service.StopBound + StopGrace;
        await Task.WhenAny(host.MayExit, Task.Delay(stopLimit, CancellationToken.None));
        if (heartbeats.Status.IsJoined)
        {
            await Task.WhenAny(heartbeats.Ended, Task.Delay(LastHeartbeatLimit, CancellationToken.None));
        }

        if (heartbeats.Ended is { IsCompletedSuccessfully: true, Result: LinkOutcome.Superseded })
        {
            await Console.Error.WriteLineAsync($"EventCluster node '{_settings.Name}' stops: {heartbeats.Status.Barred}");
            return ExitCode.Superseded;
        }

        return ExitCode.Stopped;
    }

    private async Task ListenAsync()
    {
        _app.Urls.Clear();
        _app.Urls.Add(_settings.Listen.GetLeftPart(UriPartial.Authority));
        try
        {
            await _app.StartAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            throw new SettingException("Node:Listen", $"is '{_settings.Listen}', where nothing can listen: {e.Message} Choose another port.");
        }
    }

    private ActionRunner? Runner(RunHost runs, Func<AgentHost> host) => _setPriv is { } setPriv && _settings.Actions.Count > 0
        ? new(
            _settings.Actions, epoch => _environment.For(host().Cluster, epoch, "", host().Desired?.Generation ?? 0), new(setPriv, _data.GuardLockFile),
            _data.Save, Clock, runs.Finished, LogWarning)
        : null;

    private GuardedService? Service(AgentHost host) => _setPriv is { } setPriv && _settings.RunsService
        ? new(_settings.Service, _environment, _data, setPriv, Clock, host.Reported, LogWarning)
        : null;

    private async Task RestartProductAsync(Guid request)
    {
        if (_settings.Service.Restart.Count == 0)
        {
            return;
        }

        var problem = await HookCommand.RunAsync(_settings.Service.Restart, _environment.For("", 0, $"restart {request}", 0), RestartLimit);
        _checks.Post(problem is null
            ? new("restart", CheckStatus.Passed, "The last restart went well.")
            : new("restart", CheckStatus.Failed, $"The last restart failed: {problem}. Mend what it names and restart again."));
    }

    private IReadOnlyDictionary<string, string> EnvironmentOf(AgentHost host) =>
        _environment.For(host.Cluster, host.Agent.Lease.Epoch, host.Desired?.Reason ?? "", host.Desired?.Generation ?? 0);

    private JoinRequest JoinRequest(Guid id, Guid boot) => new(
        _settings.Name, id, boot, _data.Home, _settings.Roles, _settings.Product, _settings.ProductVersion, Version(), Address(),
        RuntimeInformation.OSDescription, _settings.Key?.Fingerprint(), _settings.Service.StopBound,
        _settings.Actions.Count > 0 ? [.. _settings.Actions.Keys.Order(StringComparer.Ordinal)] : null);

    /// <summary>How others reach the health endpoints; a port that the system has chosen is known only by now.</summary>
    private string Address()
    {
        if (_settings.Address is { } given)
        {
            return given.GetLeftPart(UriPartial.Authority);
        }

        var bound = new UriBuilder(_app.Urls.First());
        bound.Host = bound.Host is "0.0.0.0" or "[::]" or "*" or "+" ? Environment.MachineName : bound.Host;
        return bound.Uri.GetLeftPart(UriPartial.Authority);
    }

    private void Keep(NodeIdentity identity)
    {
        try
        {
            _data.Save(identity);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogWarning($"'node.json' cannot be written to '{_data.Path}': {e.Message}");
        }
    }

    private static LinkStatus NotYet(HttpLink link) => new(false, null, link.Current, link.Channel, null, null);

    private static string Version() => typeof(Worker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private ILogger<T> Logger<T>() => _app.Services.GetRequiredService<ILogger<T>>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private partial void LogWarning(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "This node was removed from the cluster and does nothing any more; restart the worker to join again. {Why}")]
    private partial void LogRemoved(string why);
}
