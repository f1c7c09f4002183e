using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Security.Keys;
using EventCluster.Hosting;
using EventCluster.StreamStore.InMemory;
using System.Text;
using System.Xml.Linq;

namespace EventCluster.ControlPlane.Tests.Security;

/// <summary>Tokens, sign-in codes and the keys of cookies.</summary>
public sealed class SecurityTests
{
    [Fact]
    public void Given_a_sign_in_code_When_ten_minutes_have_passed_Then_it_is_no_good()
    {
        ManualTimeProvider clock = new();
        SignInCodes codes = new(clock);
        var (good, late) = (codes.Create("hash"), codes.Create("hash"));
        clock.Advance(TimeSpan.FromMinutes(9));
        codes.Redeem(good).ShouldBe("hash");
        codes.Redeem(good).ShouldBeNull();
        clock.Advance(TimeSpan.FromMinutes(1));

        codes.Redeem(late).ShouldBeNull();
    }

    [Fact]
    public async Task Given_no_tokens_When_an_instance_starts_Then_it_makes_one_of_each_that_only_the_owner_can_read()
    {
        await using var instance = await Instance.StartAsync(tokens: false);
        await Instance.Until(() => instance.Log.State.Tokens.Count == 2);

        foreach (var role in new[] { "admin", "join" })
        {
            var path = Path.Combine(instance.Folder, $"{role}.token");
            var token = (await File.ReadAllTextAsync(path, Instance.Cancellation)).Trim();
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            token.ShouldStartWith($"ec_{role}_");
            instance.Log.State.Tokens[Tokens.Hash(token)].Role.ShouldBe(role);
        }

        var admin = (await File.ReadAllTextAsync(Path.Combine(instance.Folder, "admin.token"), Instance.Cancellation)).Trim();
        await Instance.OkAsync(await instance.GetAsync("/v1/cluster", admin));
    }

    [Fact]
    public void Given_a_token_file_whose_event_was_lost_When_it_is_made_again_Then_the_same_token_is_used()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "admin.token");
        var first = TokenFile.ReadOrCreate(path, "admin");

        TokenFile.ReadOrCreate(path, "admin").ShouldBe(first);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Given_an_encryption_key_When_keys_are_kept_Then_the_store_does_not_show_them_and_the_same_key_reads_them()
    {
        await using InMemoryStreamStore store = new();
        var key = EncryptionKey.From("a key of the tests, long enough", null);
        XElement element = new("key", "a secret of the framework");
        new StreamXmlRepository(store, key).StoreElement(element, "key-1");

        var stored = await store.ReadStreamAsync(StreamXmlRepository.Stream, cancellation: Instance.Cancellation).SingleAsync(Instance.Cancellation);
        Encoding.UTF8.GetString(stored.Data.Span).ShouldNotContain("secret");
        new StreamXmlRepository(store, key).GetAllElements().ShouldHaveSingleItem().Value.ShouldBe("a secret of the framework");
        new StreamXmlRepository(store, EncryptionKey.From("another key of the tests, long", null)).GetAllElements().ShouldBeEmpty();
        new StreamXmlRepository(store, null).GetAllElements().ShouldBeEmpty();
    }
}
