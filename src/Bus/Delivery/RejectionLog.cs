using EventCluster.Bus.Trust;
using EventCluster.Hosting;

namespace EventCluster.Bus.Delivery;

/// <summary>Tells the log of refused messages: of each reason one line in a while, with how many were left out. What the broker itself repeats is no warning.</summary>
/// <param name="clock">The boot clock.</param>
/// <param name="log">The log.</param>
internal sealed class RejectionLog(TimeProvider clock, ILogger<MessageBus> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<RejectReason, Quiet> _quiet = [];

    internal void Add(BusRejection rejection)
    {
        if (rejection is { Reason: RejectReason.Replayed, IsRedelivery: true })
        {
            log.LogDebug("The broker delivered a message from {Sender} in queue {Queue} once more; it was handled before.", Name(rejection.Claimed), rejection.Queue);
        }
        else if (Left(rejection.Reason) is { } left)
        {
            log.LogWarning("A message in queue {Queue}, by its own words from {Sender}, was refused: {Why} ({Left} more of this kind since the last line)",
                rejection.Queue, Name(rejection.Claimed), Why(rejection), left);
        }
    }

    private static string Why(BusRejection rejection) => rejection.Reason switch
    {
        RejectReason.Oversized => $"it is larger than {Frame.Largest} bytes. Somebody else publishes here; see who may write to the broker.",
        RejectReason.Malformed => "it is no sealed message of this version. Somebody else publishes here, or a part of the cluster runs another version.",
        RejectReason.OtherCluster => "it is of another cluster. See which bindings the broker has beyond the declared ones.",
        RejectReason.OtherKey => "it is sealed with another encryption key. Set the same EncryptionKey on all parts of the cluster.",
        RejectReason.Forged => "its seal is wrong. It was changed on the way, or made by somebody without the key; see who may write to the broker.",
        RejectReason.Misaddressed => "it was sealed for another address. Somebody copies messages on the broker; see who may write to it.",
        RejectReason.Expired when rejection.Age < TimeSpan.Zero => $"its sender's clock is {-rejection.Age!.Value.TotalSeconds:0.#} s ahead of this one, "
            + $"and {SealReader.ClockTolerance.TotalSeconds:0} s are tolerated. Synchronise the clocks of both machines.",
        RejectReason.Expired => $"it expired {rejection.Age?.TotalSeconds:0.#} s ago by its sender's clock, "
            + $"and {SealReader.ClockTolerance.TotalSeconds:0} s are tolerated. Synchronise the clocks of both machines.",
        RejectReason.Replayed => "it came before, or is of an earlier run of its sender. Somebody repeats messages, or two processes use the same name.",
        _ => rejection.Reason.ToString(),
    };

    private static string Name(BusParty? party) => party is { } known ? $"{known.Role} {Printable(known.Name)}" : "nobody";

    private static string Printable(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '?')]);

    private long? Left(RejectReason reason)
    {
        var now = clock.Now();
        lock (_lock)
        {
            if (_quiet.TryGetValue(reason, out var quiet) && now < quiet.Until)
            {
                quiet.Left++;
                return null;
            }

            _quiet[reason] = new() { Until = now + Interval };
            return quiet?.Left ?? 0;
        }
    }

    private sealed class Quiet
    {
        public TimeSpan Until { get; init; }

        public long Left { get; set; }
    }
}
