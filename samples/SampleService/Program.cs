using System.Globalization;
using System.Runtime.InteropServices;
using EventCluster.SampleService;

// A service that must never run twice. It trusts its guard, and looks itself as well: at its lease before every line, and at the epochs of others.
const int tickMilliseconds = 50;
const int leaseOver = 75;

string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

var node = Variable("EVENTCLUSTER_NODE") ?? "by-hand";
var epoch = long.Parse(Variable("EVENTCLUSTER_EPOCH") ?? "1", CultureInfo.InvariantCulture);
var port = int.Parse(args.FirstOrDefault() ?? Variable("SAMPLE_PORT") ?? "0", CultureInfo.InvariantCulture);
var path = Path.GetFullPath(Variable("SAMPLE_JOURNAL") ?? "journal.jsonl");
Directory.CreateDirectory(Path.GetDirectoryName(path)!);
var journal = new Journal(path, node, epoch, new Lease(Variable("EVENTCLUSTER_LEASE_FILE"), epoch));

using var stop = new ManualResetEventSlim();
using var ordered = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var begun = false;
while (true)
{
    var stopping = stop.IsSet;
    switch (journal.Write(stopping ? "stop" : begun ? "tick" : "start"))
    {
        case JournalOutcome.Fenced:
            await Console.Error.WriteLineAsync($"Epoch {epoch} is over: the service of {node} ends.");
            return leaseOver;
        case JournalOutcome.Written when !begun:
            begun = true;
            _ = port > 0 ? Task.Run(() => Page.ServeAsync(port, node, epoch)) : Task.CompletedTask;
            break;
    }

    if (stopping)
    {
        return 0;
    }

    stop.Wait(tickMilliseconds);
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Set();
}
