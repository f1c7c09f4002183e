using EventCluster.Contracts.Errors;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Http;

/// <summary>Turns everything that goes wrong into problem details. What is unexpected is logged with the correlation id and never shown.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
            return;
        }
        catch (Exception error)
        {
            await AnswerAsync(context, error);
            return;
        }

        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
        {
            await Problems.WriteAsync(context, Problems.CodeOf(context.Response.StatusCode), Sentence(context), status: context.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.Response.HasStarted)
        {
            LogBroken(log, error, context.Request.Method, context.Request.Path, Correlation.Of(context));
            context.Abort();
            return;
        }

        context.Response.Clear();
        switch (error)
        {
            case ProblemException problem:
                await Problems.WriteAsync(context, problem.Code, problem.Message, problem.Errors);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await Problems.WriteAsync(context, ProblemCodes.BodyTooLarge, $"The body is larger than {BodyLimits.Of(context)} bytes. Send less.");
                break;
            case BadHttpRequestException bad:
                await Problems.WriteAsync(context, Problems.CodeOf(bad.StatusCode), "The request could not be read to its end.", status: bad.StatusCode);
                break;
            case StoreUnavailableException unavailable:
                LogStore(log, unavailable, context.Request.Method, context.Request.Path, Correlation.Of(context));
                await Problems.WriteAsync(context, ProblemCodes.StoreUnavailable, $"{unavailable.Message} Whether it happened is not known: repeat it with the same Idempotency-Key.");
                break;
            case UnknownEventException unknown:
                await Problems.WriteAsync(context, ProblemCodes.NotReady, unknown.Message);
                break;
            default:
                LogFault(log, error, context.Request.Method, context.Request.Path, Correlation.Of(context));
                await Problems.WriteAsync(context, ProblemCodes.Internal, "Something went wrong inside the control plane. Its log says what, under the correlation id.");
                break;
        }
    }

    private static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        404 => $"There is nothing at {context.Request.Path}. /openapi/v1.json lists every address.",
        405 => $"{context.Request.Method} is not possible at {context.Request.Path}; {context.Response.Headers.Allow} is.",
        415 => "The body must be JSON: send Content-Type: application/json.",
        _ => "The request cannot be served.",
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed. Correlation {Correlation}")]
    private static partial void LogFault(ILogger log, Exception error, string method, PathString path, Guid correlation);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} failed half-way; the connection was closed. Correlation {Correlation}")]
    private static partial void LogBroken(ILogger log, Exception error, string method, PathString path, Guid correlation);

    [LoggerMessage(3, LogLevel.Warning, "{Method} {Path}: the store does not answer. Correlation {Correlation}")]
    private static partial void LogStore(ILogger log, Exception error, string method, PathString path, Guid correlation);
}
