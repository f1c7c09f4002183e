using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventCluster.Bus.Settings;
using EventCluster.Hosting;
using Microsoft.Extensions.Configuration;

namespace EventCluster.Bus.Tests.Settings;

public sealed class BusSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventcluster-bus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("None")]
    [InlineData("none")]
    public void Given_no_bus_When_settings_are_read_Then_there_is_none_and_nothing_is_wrong(string? provider)
    {
        var (settings, errors) = Read(Party.Key, ("Bus:Provider", provider), ("Bus:Uri", "nonsense"));

        settings.ShouldBeNull();
        errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("RabbitMq")]
    [InlineData("rabbitmq")]
    public void Given_an_address_When_settings_are_read_Then_they_say_where_to_log_in(string provider)
    {
        var (settings, errors) = Read(Party.Key, ("Bus:Provider", provider), ("Bus:Uri", "amqp://me:word@a,b:1/v"));

        errors.ShouldBeEmpty();
        (string.Join(' ', settings!.Hosts), settings.Tls, settings.User, settings.Password, settings.VirtualHost).ShouldBe(("a:5672 b:1", false, "me", "word", "v"));
    }

    [Fact]
    public void Given_an_address_without_login_When_settings_are_read_Then_it_is_that_of_every_new_broker()
    {
        var (settings, _) = Read(Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://a"));

        (settings!.User, settings.Password).ShouldBe(("guest", "guest"));
    }

    [Fact]
    public void Given_a_password_file_When_settings_are_read_Then_the_password_is_its_content()
    {
        var (settings, errors) = Read(Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://me@a"), ("Bus:PasswordFile", Put("password", " word\n")));

        errors.ShouldBeEmpty();
        settings!.Password.ShouldBe("word");
    }

    [Theory]
    [InlineData("Bus:Provider", "Kafka", "amqp://a", null, null)]
    [InlineData("Bus:Uri", "RabbitMq", null, null, null)]
    [InlineData("Bus:Uri", "RabbitMq", "amqp://me:s3cret@a:x", null, null)]
    [InlineData("Bus:PasswordFile", "RabbitMq", "amqp://me@a", "Bus:PasswordFile", "/nowhere")]
    [InlineData("Bus:Password", "RabbitMq", "amqp://me:s3cret@a", "Bus:PasswordFile", "/nowhere")]
    [InlineData("Bus:CaFile", "RabbitMq", "amqps://a", "Bus:CaFile", "/nowhere")]
    [InlineData("Bus:CertificateKeyFile", "RabbitMq", "amqps://a", "Bus:CertificateFile", "/nowhere")]
    [InlineData("Bus:CertificateFile", "RabbitMq", "amqps://a", "Bus:CertificateKeyFile", "/nowhere")]
    public void Given_a_wrong_setting_When_settings_are_read_Then_the_error_names_it_and_tells_no_password(string name, string provider, string? uri, string? other, string? value)
    {
        var (settings, errors) = Read(Party.Key, ("Bus:Provider", provider), ("Bus:Uri", uri), (other ?? "Bus:None", value));

        settings.ShouldBeNull();
        errors.ShouldHaveSingleItem().Name.ShouldBe(name);
        errors[0].Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public void Given_no_encryption_key_When_settings_are_read_Then_it_is_asked_for()
    {
        var (settings, errors) = Read(null, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://a"));

        settings.ShouldBeNull();
        errors.ShouldHaveSingleItem().Name.ShouldBe("EncryptionKey");
    }

    [Fact]
    public void Given_an_authority_When_settings_are_read_Then_it_is_taken_for_amqps_and_refused_for_amqp()
    {
        using var key = ECDsa.Create();
        using var authority = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var file = Put("ca.pem", authority.ExportCertificatePem());

        var (settings, errors) = Read(Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqps://a"), ("Bus:CaFile", file));
        errors.ShouldBeEmpty();
        settings!.Authorities!.ShouldHaveSingleItem().Subject.ShouldBe("CN=authority");
        settings.Tls.ShouldBeTrue();

        Read(Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqp://a"), ("Bus:CaFile", file)).Errors.ShouldHaveSingleItem().Name.ShouldBe("Bus:Uri");
    }

    [Fact]
    public void Given_a_file_without_a_certificate_When_settings_are_read_Then_it_is_refused() =>
        Read(Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqps://a"), ("Bus:CaFile", Put("ca.pem", "nothing"))).Errors
            .ShouldHaveSingleItem().Name.ShouldBe("Bus:CaFile");

    [Fact]
    public void Given_a_certificate_of_its_own_When_settings_are_read_Then_it_has_its_key()
    {
        using var key = ECDsa.Create();
        using var own = new CertificateRequest("CN=n1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));

        var (settings, errors) = Read(
            Party.Key, ("Bus:Provider", "RabbitMq"), ("Bus:Uri", "amqps://a"), ("Bus:CertificateFile", Put("own.pem", own.ExportCertificatePem())),
            ("Bus:CertificateKeyFile", Put("own.key", key.ExportPkcs8PrivateKeyPem())));

        errors.ShouldBeEmpty();
        settings!.Certificate!.HasPrivateKey.ShouldBeTrue();
    }

    private string Put(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static (BusSettings? Settings, IReadOnlyList<SettingException> Errors) Read(EncryptionKey? key, params (string Name, string? Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create("EventCluster:" + value.Name, value.Value))).Build();
        List<SettingException> errors = [];
        return (BusSettings.Read(configuration.GetSection("EventCluster"), key, errors.Add), errors);
    }
}
