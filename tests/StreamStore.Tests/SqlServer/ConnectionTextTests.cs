using EventCluster.StreamStore.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class ConnectionTextTests
{
    private const string Given = "Server=tcp:listener.example,1433;Database=cluster;User Id=app;Password=top secret;MultiSubnetFailover=True;Encrypt=False";

    [Fact]
    public void Given_a_connection_string_When_used_Then_it_is_as_given_with_what_it_left_out_behind_it()
    {
        ConnectionText.From(Given).Text.ShouldBe(Given + ";Application Name=EventCluster;Pool Blocking Period=NeverBlock");
        ConnectionText.From(Given + ";App=mine;PoolBlockingPeriod=Auto;").Text.ShouldBe(Given + ";App=mine;PoolBlockingPeriod=Auto;");
    }

    [Fact]
    public void Given_nothing_about_encryption_When_used_Then_it_is_on() =>
        new SqlConnectionStringBuilder(ConnectionText.From("Server=db;Database=cluster").Text).Encrypt.ShouldBe(SqlConnectionEncryptOption.Mandatory);

    [Fact]
    public void Given_a_password_When_anything_is_shown_Then_it_is_not()
    {
        $"{ConnectionText.From(Given)} {ConnectionText.From(Given).Place} {new SqlServerStoreOptions(Given)}".ShouldNotContain("secret");
        ConnectionText.From(Given).Place.ShouldBe("'cluster' on 'tcp:listener.example,1433'");
    }
}
