using EventCluster.BusBench;
using EventCluster.Shared;

var options = BenchOptions.Parse(args, out var error);
if (options is null)
{
    Console.Error.WriteLine(error);
    return 2;
}

using var folder = new ScratchFolder(options.Folder, "bus-bench");
await using var broker = await LocalBroker.StartAsync(folder.New("broker"));
List<Figure> figures = [];
foreach (var (name, measure) in Plan.Of(options, folder, broker))
{
    Console.Error.WriteLine($"{name} …");
    figures.AddRange(await measure());
}

Console.WriteLine(Figure.Table(figures));
return 0;
