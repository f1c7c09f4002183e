using System.Security.Cryptography;
using EventCluster.StreamStore.Sqlite;
using Microsoft.Data.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class RefusedFileTests : IDisposable
{
    private const int PageBytes = 4_096;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Damages => new()
    {
        { "cut amid a page", "is damaged" },
        { "cut at a page", "is damaged" },
        { "longer than it says", "is damaged" },
        { "garbage in the middle", "is damaged" },
        { "garbage in the tables", "is damaged" },
        { "text", "is not an SQLite database" },
        { "short text", "is not an SQLite database" },
        { "empty", "is empty" },
        { "another application", "another application" },
        { "newer tables", "version 2" },
        { "table missing", "is damaged" },
    };

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private string Path => folder.File();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Given_a_file_that_cannot_be_used_When_opened_Then_it_is_refused_and_left_untouched(string damage, string says)
    {
        await FillAsync();
        Damage(damage);
        var before = Contents();

        var error = await Should.ThrowAsync<StoreRefusedException>(OpenAsync());

        error.Message.ShouldContain(Path);
        error.Message.ShouldContain(says);
        Contents().ShouldBe(before);
    }

    [Fact]
    public async Task Given_a_damaged_file_with_a_log_of_a_killed_process_When_opened_Then_both_are_left_untouched()
    {
        await FillAsync();
        using (var writer = WriterProcess.Start("append", Path))
        {
            await writer.FirstLine.WaitAsync(TimeSpan.FromMinutes(1), Ended);
            await writer.KillAsync();
        }

        File.Exists(Path + "-wal").ShouldBeTrue();
        Damage("garbage in the tables");
        var before = Contents().Where(file => !file.StartsWith("store.db-shm", StringComparison.Ordinal));

        await Should.ThrowAsync<StoreRefusedException>(OpenAsync());
        Contents().Where(file => !file.StartsWith("store.db-shm", StringComparison.Ordinal)).ShouldBe(before);
    }

    [Fact]
    public async Task Given_damage_in_a_file_too_large_to_check_When_read_Then_it_is_refused_there()
    {
        await FillAsync();
        Damage("garbage in the middle");
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(Path) { CheckedBytesMax = 0 }, Ended);

        (await Should.ThrowAsync<StoreRefusedException>(async () => await store.ReadAllAsync(cancellation: Ended).ToListAsync(Ended)))
            .Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task Given_a_log_whose_file_is_gone_When_opened_Then_no_new_file_is_made_that_would_take_it_in()
    {
        File.WriteAllText(Path + "-wal", "left over");
        var before = Contents();
        (await Should.ThrowAsync<StoreRefusedException>(OpenAsync())).Message.ShouldContain("is missing");
        Contents().ShouldBe(before);
    }

    [Fact]
    public async Task Given_a_new_file_When_made_Then_only_its_owner_may_read_it_and_its_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix file modes.");
        await using var store = await OpenAsync();
        await store.AppendAsync("secret", ExpectedVersion.NoStream, [TestEvents.One()], Ended);
        Directory.GetFiles(folder.Path).Select(Mode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Given_a_folder_in_the_files_place_When_opened_Then_the_store_is_unavailable()
    {
        Directory.CreateDirectory(Path);
        (await Should.ThrowAsync<StoreUnavailableException>(OpenAsync())).Message.ShouldContain(Path);
    }

    [Fact]
    public async Task Given_a_good_file_When_opened_again_Then_all_is_there()
    {
        await FillAsync();
        await using var store = await OpenAsync();
        (await store.HeadAsync("filled", Ended)).Version.ShouldBe(1_999);
    }

    private Task<SqliteStreamStore> OpenAsync() => SqliteStreamStore.OpenAsync(new SqliteStoreOptions(Path), Ended);

    private async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync("filled", ExpectedVersion.NoStream, TestEvents.Many(2_000), Ended);
    }

    private static UnixFileMode Mode(string file) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);

    private string[] Contents() =>
    [
        .. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal)
            .Select(file => $"{System.IO.Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private void Damage(string damage)
    {
        var bytes = File.ReadAllBytes(Path);
        switch (damage)
        {
            case "cut amid a page": File.WriteAllBytes(Path, bytes[..(bytes.Length / 2 + 123)]); break;
            case "cut at a page": File.WriteAllBytes(Path, bytes[..^PageBytes]); break;
            case "longer than it says": File.AppendAllText(Path, new string('z', PageBytes)); break;
            case "garbage in the middle": Overwrite(bytes.Length / 2 / PageBytes * PageBytes, 20 * PageBytes); break;
            case "garbage in the tables": Overwrite(PageBytes, 8 * PageBytes); break;
            case "text": File.WriteAllText(Path, string.Concat(Enumerable.Repeat("Dear diary, ", 1_000))); break;
            case "short text": File.WriteAllText(Path, "Dear diary"); break;
            case "empty": File.WriteAllBytes(Path, []); break;
            case "another application": Sql("PRAGMA application_id = 42"); break;
            case "newer tables": Sql("PRAGMA user_version = 2"); break;
            case "table missing": Sql("DROP TABLE Messages"); break;
            default: throw new ArgumentOutOfRangeException(nameof(damage), damage, null);
        }
    }

    private void Overwrite(long at, int count)
    {
        var garbage = new byte[count];
        new Random(3).NextBytes(garbage);
        using var file = File.OpenWrite(Path);
        file.Position = at;
        file.Write(garbage);
    }

    private void Sql(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
