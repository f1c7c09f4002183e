using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/jobs</c>.</summary>
internal static class JobEndpoints
{
    private const int MostRuns = 200;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    internal static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/v1/jobs").WithTags("Jobs");
        jobs.MapGet("", ListAsync).Require(Roles.Viewer).Produces<JobList>().Describe("All jobs, each with its next fire times and its last run.");
        jobs.MapGet("/{name}", GetAsync).Require(Roles.Viewer).Produces<JobView>().Describe("One job. Its ETag serves for If-Match.").ProducesProblemCodes(404);
        jobs.MapPut("/{name}", DefineAsync).Command<JobRequest>(
            "Defines a job, or defines it anew. With If-Match it is refused where the job has changed since that version (412).", Roles.Admin);
        jobs.MapDelete("/{name}", (HttpContext context, string name, CommandDesk desk) =>
                SendAsync(context, desk, seen => new RemoveJob(name, seen), Query.Text(context, "reason")))
            .Command<ReasonRequest>("Removes a job. Its runs in flight go on to their end; cancel them to end them.", Roles.Admin, moves: false,
                new QueryParameter("reason", "Why, where no body is sent.")).ProducesProblemCodes(404);
        Reasoned(jobs.MapPost("/{name}/pause", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, seen => new PauseJob(name, seen))),
            "Lets a job not fire until it is resumed. Fire times meanwhile count as neither missed nor skipped.");
        Reasoned(jobs.MapPost("/{name}/resume", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, seen => new ResumeJob(name, seen))),
            "Lets a paused job fire again, from now on.");
        Reasoned(jobs.MapPost("/{name}/run", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, seen => new RunJob(name, seen))),
            "Runs a job once, now, whether or not it is paused. With the same Idempotency-Key it is one run.", moves: true);
        Reasoned(jobs.MapPost("/{name}/runs/{run}/cancel", CancelAsync), "Ends a run, or lets it not begin. The node reports when it has.", moves: true);
        jobs.MapGet("/{name}/runs", RunsAsync).Require(Roles.Viewer).Produces<JobRunPage>().Describe(
            $"The newest {JobRuns.MostRecent} runs of a job, newest first, with fire times that were skipped or missed.",
            new QueryParameter("after", "Begin after this run."),
            new QueryParameter("limit", $"At most so many, 1 to {MostRuns}; 50 where nothing is said.")).ProducesProblemCodes(404);
    }

    private static void Reasoned(RouteHandlerBuilder endpoint, string summary, bool moves = false) =>
        endpoint.Command<ReasonRequest>(summary, moves: moves).ProducesProblemCodes(404);

    private static Task ListAsync(HttpContext context, ClusterLog log, JobViews views) =>
        JsonReply.WriteAsync(context, new JobList([.. log.State.Jobs.Values.Select(views.Of)]), Wire.Json.JobList);

    private static Task GetAsync(HttpContext context, string name, ClusterLog log, JobViews views)
    {
        var view = views.Of(log.State.Jobs.GetValueOrDefault(name) ?? throw Unknown(log.State, name));
        context.Response.Headers.ETag = EntityTag.Of(view.Version);
        return JsonReply.WriteAsync(context, view, Wire.Json.JobView);
    }

    private static async Task DefineAsync(HttpContext context, string name, CommandDesk desk, JobCalendar calendar, TimeProvider clock)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new JobRequest());
        var builtIn = BuiltInJobs.Find(name);
        if ((body.Action ?? builtIn?.Name) is not { } action)
        {
            throw ProblemException.Invalid("action", "is missing; name an action of the workers' own configuration.");
        }

        JobSchedule schedule = new(body.Cron, body.TimeZone, body.Interval);
        var arguments = body.Arguments ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var errors = calendar.Check(schedule, clock.GetUtcNow().UtcDateTime).ToDictionary(StringComparer.Ordinal);
        if (!ActionRules.IsName(action))
        {
            errors["action"] = [$"is '{ActionRules.Shorten(action)}'; {ActionRules.NameForm}"];
        }

        if (ActionRules.ArgumentProblem(arguments) is { } problem)
        {
            errors["arguments"] = [problem];
        }

        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors);
        }

        JobDefinition definition = new(
            schedule, body.Target ?? builtIn?.Definition.Target ?? JobTarget.Active, action, arguments, body.TimeLimit ?? TimeLimit, (OverlapPolicy)body.Overlap,
            (MisfirePolicy)body.Misfire, body.Retries, body.RetryDelay ?? RetryDelay);
        await desk.AnswerAsync(context, new DefineJob(name, definition, body.Paused, EntityTag.IfMatch(context.Request)), body.Reason, bytes);
    }

    private static async Task SendAsync(HttpContext context, CommandDesk desk, Func<int?, JobCommand> command, string? reason = null)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new ReasonRequest());
        await desk.AnswerAsync(context, command(EntityTag.IfMatch(context.Request)), body.Reason ?? reason, bytes);
    }

    private static async Task CancelAsync(HttpContext context, string name, string run, CommandDesk desk, RunLedger ledger)
    {
        if (!Guid.TryParse(run, out var id))
        {
            throw ProblemException.Invalid("run", "is no UUID. GET /v1/jobs/{name}/runs lists the runs.");
        }

        // Another instance may have recorded it a moment ago.
        await ledger.CatchUpAsync(context.RequestAborted);
        var found = ledger.Book.Find(name, id) ?? throw new ProblemException(
            ProblemCodes.NotFound, $"The job '{name}' has no run {id} among its newest {JobRuns.MostRecent}. GET /v1/jobs/{name}/runs lists them.");
        if (found.Status is not (RunStatus.Dispatched or RunStatus.Running))
        {
            throw new ProblemException(ProblemCodes.Conflict, $"The run is over: it {Past(found.Status)}. There is nothing to cancel.");
        }

        await SendAsync(context, desk, seen => new CancelJobRun(name, id, seen));
    }

    private static async Task RunsAsync(HttpContext context, string name, ClusterLog log, RunLedger ledger, JobViews views)
    {
        var limit = Query.Int(context, "limit", 1, MostRuns) ?? 50;
        var after = Query.Id(context, "after");
        if (!log.State.Jobs.ContainsKey(name) && !ledger.Book.Jobs.ContainsKey(name))
        {
            throw Unknown(log.State, name);
        }

        var page = views.Runs(name, after, limit)
            ?? throw ProblemException.Invalid("after", $"is '{after}', which is not among the newest {JobRuns.MostRecent} runs of the job. Begin anew without it.");
        await JsonReply.WriteAsync(context, page, Wire.Json.JobRunPage);
    }

    private static string Past(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Failed => status.ToString().ToLowerInvariant(),
        RunStatus.TimedOut => "timed out",
        _ => $"was {status.ToString().ToLowerInvariant()}",
    };

    private static ProblemException Unknown(ClusterState state, string name) =>
        new(ProblemCodes.NotFound, $"There is no job '{name}'. {(state.Jobs.IsEmpty ? "There are no jobs yet." : "GET /v1/jobs lists them.")}");
}
