namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The one broker of a test run: started when the first test asks for it, gone with the last. Clusters on it differ by their names.</summary>
public sealed class TestBroker : IAsyncLifetime
{
    /// <summary>Environment variable with the address of a broker of one's own.</summary>
    public const string Variable = "EVENTCLUSTER_TEST_RABBITMQ";

    private readonly SemaphoreSlim _starting = new(1);
    private IBroker? _running;
    private string? _lacking;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Its address; the test is skipped where there is none.</summary>
    public async Task<Uri> AddressAsync() => (await RunningAsync()).Address;

    /// <summary>A broker whose process may be ended; the test is skipped where there is none.</summary>
    public async Task<LocalBroker> LocalAsync()
    {
        var running = await RunningAsync();
        Assert.SkipUnless(running is LocalBroker, $"{Variable} names a broker that tests may not end; leave it out, and install the package rabbitmq-server.");
        var local = (LocalBroker)running;
        await local.EnsureAsync();
        return local;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        _starting.Dispose();
    }

    private async Task<IBroker> RunningAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_running is null && _lacking is null)
            {
                _running = await StartAsync();
                _lacking = _running is null ? $"Needs a broker: install the package rabbitmq-server, or set {Variable} to an amqp address." : null;
            }
        }
        finally
        {
            _starting.Release();
        }

        Assert.SkipWhen(_lacking is not null, _lacking ?? "");
        return _running!;
    }

    private static async Task<IBroker?> StartAsync() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address
            ? new GivenBroker(new Uri(address))
            : await LocalBroker.TryStartAsync();
}
