using EventCluster.Shared;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>The way to the server is cut: connections end, new ones are refused.</summary>
internal sealed class CutOff : IOutage
{
    private TcpProxy? _proxy;

    private TcpProxy Proxy => _proxy ?? throw new InvalidOperationException("No cluster has asked for the way yet.");

    /// <inheritdoc/>
    public string ConnectionString(SqlServerDatabase database)
    {
        _proxy ??= TcpProxy.To(database.Address.Host, database.Address.Port);
        return database.Through(_proxy.Port);
    }

    /// <inheritdoc/>
    public Task BeginAsync()
    {
        Proxy.Cut();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task EndAsync()
    {
        Proxy.Restore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
