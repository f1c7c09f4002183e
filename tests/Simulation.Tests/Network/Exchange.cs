using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Network;

/// <summary>A question over HTTP and its answer.</summary>
internal static class Exchange
{
    /// <summary>
    /// Asks; null when no answer comes within the limit. The question may be heard twice and its answer may be late: only the first answer counts, and the one who
    /// is asked does his work whether or not anybody still waits, unless he looks at <paramref name="hangUp"/>.
    /// </summary>
    /// <param name="network">What lies between.</param>
    /// <param name="from">Machine and process that ask.</param>
    /// <param name="to">Machine and process that are asked.</param>
    /// <param name="serve">Answers, in the process that is asked; null to break the connection.</param>
    /// <param name="limit">How long to wait, by the clock of the one who asks.</param>
    /// <param name="clock">That clock.</param>
    /// <param name="hangUp">Cancelled where the question is answered once it has heard that nobody waits any more; null for none.</param>
    internal static async Task<T?> AskAsync<T>(this Network network, Party from, Party to, Func<Task<T?>> serve, TimeSpan limit, TimeProvider clock,
        CancellationTokenSource? hangUp = null)
        where T : class
    {
        TaskCompletionSource<T?> answer = new();
        async Task ServeAsync()
        {
            var given = await serve();
            network.Send(to.Machine, from.Machine, from.Process, () => answer.TrySetResult(given));
        }

        if (to.Process.IsAlive)
        {
            network.Send(from.Machine, to.Machine, to.Process, () => _ = ServeAsync());
        }
        else if (network.Reaches(from.Machine, to.Machine) && network.Reaches(to.Machine, from.Machine))
        {
            // Nobody listens there: the machine says so at once.
            return null;
        }

        try
        {
            return await answer.Task.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock);
        }
        catch (TimeoutException)
        {
            if (hangUp is not null)
            {
                network.Send(from.Machine, to.Machine, to.Process, hangUp.Cancel);
            }

            return null;
        }
    }
}

/// <summary>A process and the machine on which it runs.</summary>
internal readonly record struct Party(string Machine, SimulatedProcess Process);
