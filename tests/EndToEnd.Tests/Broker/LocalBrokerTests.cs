namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The tests' own broker does what the tests rely on.</summary>
public sealed class LocalBrokerTests(TestBroker broker)
{
    [Fact]
    public async Task Given_the_broker_When_it_is_killed_and_its_data_wiped_Then_it_comes_back_at_the_same_address_with_the_same_login()
    {
        var local = await broker.LocalAsync();
        await local.ControlAsync("add_vhost", "to-be-lost");

        await local.KillAsync();
        local.Wipe();
        await local.StartAsync();

        (await local.ControlAsync("list_vhosts")).ShouldNotContain("to-be-lost");
        var login = local.Address.UserInfo.Split(':');
        await local.ControlAsync("authenticate_user", login[0], login[1]);
        (await local.ControlAsync("list_permissions", "-p", local.Address.AbsolutePath[1..])).ShouldContain(login[0]);
    }
}
