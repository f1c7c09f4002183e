using EventCluster.EndToEnd.Tests.Broker;

// Every test has a cluster of its own, whose leases are short: two at once on a small machine would disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

[assembly: AssemblyFixture(typeof(TestBroker))]
