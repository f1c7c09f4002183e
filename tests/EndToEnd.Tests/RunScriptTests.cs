using System.Globalization;
using EventCluster.EndToEnd.Tests.Broker;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests;

/// <summary><c>./run.sh</c> itself.</summary>
public sealed class RunScriptTests : IAsyncDisposable
{
    private const int PortsUsed = 70;
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("eventcluster-").FullName;
    private readonly string _mark;

    public RunScriptTests() => _mark = $"EVENTCLUSTER_FIXTURE={Path.GetFileName(_folder)}";

    [Fact]
    public async Task Given_run_sh_When_it_is_ended_and_started_again_Then_it_leaves_nothing_behind_and_does_not_build_again()
    {
        var port = FreePorts.Range(PortsUsed).ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["--data", Path.Combine(_folder, "data"), "--port", port, "--profile", "fast", "--nodes", "2"];

        var first = await StartAsync("first", arguments);
        first.Output.ShouldContain($"http://127.0.0.1:{port}/");
        first.Output.ShouldContain("2 nodes");
        await EndAsync(first);

        var second = await StartAsync("second", arguments);
        second.Output.ShouldNotContain("Building");
        await EndAsync(second);
    }

    [Fact]
    public async Task Given_run_sh_When_the_active_worker_is_killed_Then_it_is_started_again()
    {
        var data = Path.Combine(_folder, "data");
        var running = await StartAsync("run", ["--data", data, "--port", $"{FreePorts.Range(PortsUsed)}", "--profile", "fast", "--nodes", "2"]);
        var pid = Pid(data, "node-a");

        ProcessTable.Signal(pid, PosixSignals.Kill);

        await Until.IsAsync("node-a runs again", () => Pid(data, "node-a") is var again && again != 0 && again != pid && ProcessTable.IsAlive(again));
        running.Output.ShouldContain("node-a has ended (signal KILL)");
        await EndAsync(running);
    }

    [Fact]
    public async Task Given_run_sh_with_a_broker_When_the_broker_is_killed_Then_it_is_started_again_and_everyone_talks_over_it()
    {
        Assert.SkipUnless(await LocalBroker.IsInstalledAsync(), "Needs a broker on this machine: install the package rabbitmq-server.");
        var (data, port) = (Path.Combine(_folder, "data"), FreePorts.Range(PortsUsed));
        var running = await StartAsync("run", ["--rabbitmq", "--data", data, "--port", $"{port}", "--nodes", "2"]);
        using var client = new ClusterClient([new Uri($"http://127.0.0.1:{port}")], () => File.ReadAllText(Path.Combine(data, "admin.token")).Trim());
        await ChannelIsAsync(client, "bus");
        var pid = Pid(data, "rabbitmq");

        ProcessTable.Signal(pid, PosixSignals.Kill);

        await ChannelIsAsync(client, "http");
        await ChannelIsAsync(client, "bus");
        Pid(data, "rabbitmq").ShouldNotBe(pid);
        running.Output.ShouldContain("rabbitmq has ended (signal KILL)");
        await EndAsync(running);
    }

    [Fact]
    public async Task Given_a_broker_of_ones_own_When_run_sh_shall_start_another_Then_it_refuses()
    {
        var script = Script("two", ("EventCluster__Bus__Uri", "amqp://broker.example"));

        script.Start("--rabbitmq");

        (await script.ExitAsync()).ShouldBe(2);
        script.Output.ShouldContain("EventCluster__Bus__Uri");
    }

    [Theory]
    [InlineData("--nodes", "27", "from 1 to 26")]
    [InlineData("--port", "many", "whole number")]
    [InlineData("--frehs", null, "not an option")]
    [InlineData("--profile", "quick", "inedo, balanced and fast")]
    public async Task Given_a_wrong_option_When_run_sh_starts_Then_it_ends_with_code_2_and_says_why(string option, string? value, string why)
    {
        var script = Script("wrong");

        script.Start([option, .. value is null ? Array.Empty<string>() : [value]]);

        (await script.ExitAsync()).ShouldBe(2);
        script.Output.ShouldContain(option);
        script.Output.ShouldContain(why);
    }

    [Fact]
    public async Task Given_a_folder_of_somebody_else_When_run_sh_shall_empty_it_Then_it_refuses()
    {
        var precious = Path.Combine(_folder, "precious.txt");
        await File.WriteAllTextAsync(precious, "mine", TestContext.Current.CancellationToken);
        var script = Script("fresh");

        script.Start("--data", _folder, "--fresh", "--port", $"{FreePorts.Range(PortsUsed)}");

        (await script.ExitAsync()).ShouldBe(2);
        File.Exists(precious).ShouldBeTrue();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ProcessTable.EndAllAsync(_mark);
        Directory.Delete(_folder, recursive: true);
    }

    private static int Pid(string data, string name)
    {
        var file = Path.Combine(data, "run", $"{name}.pid");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var pid) ? pid : 0;
    }

    private static Task ChannelIsAsync(ClusterClient client, string channel) => Until.IsAsync(
        $"both nodes are over {channel}", async () => await client.TryStatusAsync() is { Nodes: { Count: 2 } nodes } && nodes.All(node => node.Channel == channel));

    private RunningProgram Script(string name, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> variables = more.ToDictionary(variable => variable.Name, variable => variable.Value);
        variables.Add(_mark.Split('=')[0], _mark.Split('=')[1]);
        return new(name, Path.Combine(BuiltPrograms.Repository, "run.sh"), variables, Path.Combine(_folder, $"{name}.log"));
    }

    private async Task<RunningProgram> StartAsync(string name, string[] arguments)
    {
        var script = Script(name);
        script.Start(arguments);
        await Until.IsAsync("run.sh says that it runs, or ends", () => script.Output.Contains("EventCluster runs", StringComparison.Ordinal) || !script.IsRunning, BuildPatience);
        script.IsRunning.ShouldBeTrue(script.Output);
        return script;
    }

    private async Task EndAsync(RunningProgram script)
    {
        (await script.StopAsync()).ShouldBe(0, script.Output);
        ProcessTable.With(_mark).Select(ProcessTable.Describe).ShouldBeEmpty();
    }
}
