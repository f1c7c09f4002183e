using System.Text.Json;

namespace EventCluster.SampleService;

/// <summary>
/// The worker's word on how long this service may act. The guard kills it when that is over; looking here as well covers the case that it was paused
/// together with its guard and is the first to run again.
/// </summary>
/// <param name="path">Value of <c>EVENTCLUSTER_LEASE_FILE</c>; null when it was started by hand.</param>
/// <param name="epoch">Value of <c>EVENTCLUSTER_EPOCH</c>.</param>
internal sealed class Lease(string? path, long epoch)
{
    /// <summary>True while this epoch is valid.</summary>
    internal bool Holds()
    {
        if (path is null)
        {
            return true;
        }

        try
        {
            var json = new Utf8JsonReader(File.ReadAllBytes(path));
            var (found, deadline) = (0L, (double?)null);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("epoch"u8) && json.Read())
                {
                    found = json.GetInt64();
                }
                else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("deadlineMs"u8) && json.Read())
                {
                    deadline = json.TokenType == JsonTokenType.Null ? double.PositiveInfinity : json.GetDouble();
                }
            }

            return found == epoch && BootClock.NowMilliseconds < deadline;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // The file is gone when the role is.
            return false;
        }
    }
}
