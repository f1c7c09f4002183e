using Microsoft.Data.Sqlite;

namespace EventCluster.StreamStore.Tests.Writer;

/// <summary>Holds the file's write lock until a line comes in.</summary>
internal static class HoldMode
{
    public static int Run(string path)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        Console.Out.WriteLine("held");
        Console.In.ReadLine();
        return 0;
    }
}
