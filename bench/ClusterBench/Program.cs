using EventCluster.ClusterBench;
using EventCluster.Shared;

if (args is ["bare-server", var url])
{
    return await BareServer.RunAsync(url);
}

var options = BenchOptions.Parse(args, out var error);
if (options is null)
{
    Console.Error.WriteLine(error);
    return 2;
}

List<Figure> figures = [];
using var folder = new ScratchFolder(options.Folder, "cluster-bench");
foreach (var (name, measure) in Plan.Of(options, folder))
{
    Console.Error.WriteLine($"{name} …");
    figures.AddRange(await measure());
}

Console.WriteLine(Figure.Table(figures));
return 0;
