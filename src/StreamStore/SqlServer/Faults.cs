namespace EventCluster.StreamStore.SqlServer;

/// <summary>Recognises faults by the server's error numbers, never by text.</summary>
/// <remarks>Numbers: <c>sys.messages</c>, https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors; the
/// negative ones, and those of sockets, are the driver's.</remarks>
internal static class Faults
{
    /// <summary>Our own <c>THROW</c>: the lock that orders writers was not granted in time.</summary>
    public const int LockNotGranted = 50_001;

    /// <summary>Errors of this class and above end the connection.</summary>
    private const byte FatalClass = 20;

    private static readonly HashSet<int> Transient =
    [
        LockNotGranted, 1205, 1222, 3960, 3961, // lock, deadlock, lock time-out, snapshot conflicts
        701, 802, 8645, 8651, // memory
        617, 669, 671, 1204, 1807, 14355, 3966, // locks, stores and copies in use
        615, 911, 921, 922, 923, 924, 927, 952, 3906, 4060, 5901, 18401, // database closed, recovering, restoring, changing, read-only, not open yet
        976, 978, 979, 981, 982, 983, 9001, 35250, 41131, 41142, // availability group: not primary, not ready, changing roles
        4221, 10922, 10928, 10929, 10930, 40143, 40197, 40501, 40540, 40613, 42108, 42109, 49918, 49919, 49920, // Azure SQL: moved, throttled, busy
        17142, 17187, 17197, 17809, 18461, // server paused, starting, full, single user
    ];

    private static readonly HashSet<int> Lost =
    [
        -2, -1, 0, 2, 20, 26, 35, 40, 53, 64, 121, 232, 233, 258, 596, 6005, 17829, // time-out, no server, pipe or connection ended, killed, shutting down
        10050, 10051, 10052, 10053, 10054, 10058, 10060, 10061, 10064, 10065, 11001, // Winsock
        101, 103, 104, 110, 111, 113, // errno of Linux
    ];

    private static readonly HashSet<int> Duplicate = [2601, 2627];
    private static readonly HashSet<int> Denied = [229, 230, 262, 297, 300, 378, 916, 15151, 15247, 18450, 18452, 18456, 18470, 18486, 18487, 18488];
    private static readonly HashSet<int> Missing = [207, 208, 2715, 2812];
    private static readonly HashSet<int> Full = [1101, 1105, 3257, 9002, 40544];

    /// <summary>What an error means.</summary>
    /// <param name="number">The server's or the driver's number.</param>
    /// <param name="errorClass">Its severity.</param>
    public static FaultKind Of(int number, byte errorClass) => number switch
    {
        _ when Transient.Contains(number) => FaultKind.Transient,
        _ when Duplicate.Contains(number) => FaultKind.Duplicate,
        _ when Denied.Contains(number) => FaultKind.Denied,
        _ when Missing.Contains(number) => FaultKind.Missing,
        _ when Full.Contains(number) => FaultKind.Full,
        _ when Lost.Contains(number) || errorClass >= FatalClass => FaultKind.Lost,
        _ => FaultKind.Other,
    };
}
