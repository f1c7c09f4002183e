using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Security;

/// <summary>
/// Where nobody has an admin or a join token, the holder of the term makes one of each, in files of the data directory.
/// Without tokens in the settings it also prints an address to sign in by, at each start.
/// </summary>
internal sealed partial class FirstTokens(
    ControlPlaneSettings settings, TokenBook book, SignInCodes codes, ClusterLog log, TermHolder term, CommandHandler commands, TimeProvider clock,
    ListeningAddress address, ILogger<FirstTokens> logger) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (book is { HasAdmin: true, HasJoin: true } || (term.IsActive && await IssueAsync(stoppingToken)))
                {
                    PrintSignIn();
                    return;
                }
            }
            catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                LogFailure(logger, settings.DataDirectory, e.Message);
            }

            await Task.Delay(Glance, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>True when both tokens are there.</summary>
    private async Task<bool> IssueAsync(CancellationToken cancellation)
    {
        var admin = book.HasAdmin || await IssueAsync(Roles.Admin, cancellation);
        return (book.HasJoin || await IssueAsync(Roles.Join, cancellation)) && admin;
    }

    private async Task<bool> IssueAsync(string role, CancellationToken cancellation)
    {
        var path = Path.Combine(settings.DataDirectory, $"{role}.token");
        Directory.CreateDirectory(settings.DataDirectory);
        var hash = Tokens.Hash(TokenFile.ReadOrCreate(path, role));
        var context = new CommandContext(
            Guid.CreateVersion7(), Guid.CreateVersion7(), $"system:{settings.Instance}", $"The first token of this role, in {role}.token", null, clock.GetUtcNow().UtcDateTime);
        var outcome = await commands.HandleAsync(new IssueToken(role, role, hash), context, new(), cancellation);
        LogIssued(logger, role, path);
        return outcome.Refusal is null;
    }

    private void PrintSignIn()
    {
        if (settings.Tokens.Count == 0 && log.State.Tokens.FirstOrDefault(t => t.Value.Role == Roles.Admin).Key is { } hash)
        {
            Console.Out.WriteLine($"Sign in (works once, for ten minutes): {address.Url}/signin?code={codes.Create(hash)}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The {Role} token is in {Path}; only its hash is kept in the history.")]
    private static partial void LogIssued(ILogger logger, string role, string path);

    [LoggerMessage(2, LogLevel.Warning, "The first tokens cannot be written to {Directory}: {Reason}")]
    private static partial void LogFailure(ILogger logger, string directory, string reason);
}
