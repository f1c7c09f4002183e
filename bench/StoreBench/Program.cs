using EventCluster.StoreBench;

if (!BenchOptions.TryParse(args, out var options, out var error))
{
    Console.Error.WriteLine(error);
    return 2;
}

List<Figure> figures = [];
if (options.Engine is null or "Sqlite")
{
    figures.AddRange(await Plan.RunAsync(options, Console.Error));
}

if (options.Engine is null or "SqlServer")
{
    figures.AddRange(await SqlServerPlan.RunAsync(options, Console.Error));
}

Console.WriteLine(Report.Table(figures));
if (options.JsonPath is { } path)
{
    await File.WriteAllTextAsync(path, Report.Json(figures));
}

return 0;
