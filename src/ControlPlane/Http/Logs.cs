namespace EventCluster.ControlPlane.Http;

/// <summary>What the log shows: one line an entry, UTC, our own information and the framework's warnings.</summary>
internal static class Logs
{
    internal static void Apply(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Quartz", LogLevel.Error);
        // Our own repository seals the keys where there is a key to do it with; the framework cannot know.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // While the store is away the keys cannot be read. The store's own line says that, without a stack trace.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.KeyRingProvider", LogLevel.Critical);
    }
}
