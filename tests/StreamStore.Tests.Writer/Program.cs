using EventCluster.StreamStore.Tests.Writer;

return args switch
{
    ["append", var path] => await AppendMode.RunAsync(path),
    ["hold", var path] => HoldMode.Run(path),
    _ => 2,
};
