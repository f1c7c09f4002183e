using EventCluster.Bus.Settings;

namespace EventCluster.Bus.Tests.Settings;

public sealed class BrokerUriTests
{
    [Theory]
    [InlineData("amqp://mq", false, "mq:5672", null, null, "/")]
    [InlineData("AMQPS://mq", true, "mq:5671", null, null, "/")]
    [InlineData("amqp://mq/", false, "mq:5672", null, null, "/")]
    [InlineData("amqp://mq/%2f", false, "mq:5672", null, null, "/")]
    [InlineData("amqp://mq/a%2fb", false, "mq:5672", null, null, "a/b")]
    [InlineData("amqp://a,b:1,c:2/v", false, "a:5672 b:1 c:2", null, null, "v")]
    [InlineData("amqp://10.0.0.1:5,[::1]:6,[fe80::1]", false, "10.0.0.1:5 [::1]:6 [fe80::1]:5672", null, null, "/")]
    [InlineData("amqp://user@mq", false, "mq:5672", "user", null, "/")]
    [InlineData("amqp://us%3aer:p%40ss%2f%3f%23,w@mq/v", false, "mq:5672", "us:er", "p@ss/?#,w", "v")]
    [InlineData("amqp://u:a:b@mq", false, "mq:5672", "u", "a:b", "/")]
    public void Given_an_address_When_it_is_read_Then_each_part_is_found(string text, bool tls, string hosts, string? user, string? password, string virtualHost)
    {
        var uri = BrokerUri.Parse(text);

        (uri.Tls, string.Join(' ', uri.Hosts), uri.User, uri.Password, uri.VirtualHost).ShouldBe((tls, hosts, user, password, virtualHost));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mq")]
    [InlineData("http://mq")]
    [InlineData("amqp:mq")]
    [InlineData("amqp://")]
    [InlineData("amqp://a,")]
    [InlineData("amqp://a:0")]
    [InlineData("amqp://a:65536")]
    [InlineData("amqp://a:x")]
    [InlineData("amqp://a:")]
    [InlineData("amqp://[::1")]
    [InlineData("amqp://a b")]
    [InlineData("amqp://a?heartbeat=1")]
    [InlineData("amqp://a#b")]
    [InlineData("amqp://a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a")]
    public void Given_something_else_When_it_is_read_Then_it_is_refused(string text) => Should.Throw<FormatException>(() => BrokerUri.Parse(text));

    [Theory]
    [InlineData("amqp://user:s3cret@a:x")]
    [InlineData("amqp://user:s3cret@a?b")]
    [InlineData("http://user:s3cret@a")]
    public void Given_a_wrong_address_with_a_password_When_it_is_refused_Then_the_password_is_not_told(string text) =>
        Should.Throw<FormatException>(() => BrokerUri.Parse(text)).Message.ShouldNotContain("s3cret");

    [Fact]
    public void Given_an_address_with_a_login_When_it_is_printed_Then_the_login_is_left_out() =>
        BrokerUri.Parse("amqps://user:s3cret@a,b/v").ToString().ShouldBe("amqps://a:5671,b:5671");
}
