using EventCluster.NodeWorker;
using EventCluster.NodeWorker.Guard;

// The guard must not load anything of the worker.
return args is [GuardMain.Mode, var setPriv, var lockFile] ? GuardMain.Run(setPriv, lockFile) : await Worker.RunAsync(args);
