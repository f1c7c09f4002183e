using EventCluster.Contracts.Errors;
using Microsoft.AspNetCore.Antiforgery;

namespace EventCluster.ControlPlane.Http;

/// <summary>Reads forms of our own pages.</summary>
internal static class PageForm
{
    /// <summary>The form, after its proof that it is ours.</summary>
    internal static async Task<IFormCollection> ReadAsync(HttpContext context, IAntiforgery forms)
    {
        var form = await ReadUnprovenAsync(context);
        try
        {
            await forms.ValidateRequestAsync(context);
            return form;
        }
        catch (AntiforgeryValidationException)
        {
            throw new ProblemException(ProblemCodes.ValidationFailed, "This form is not of a page of yours, or is too old. Load the page again.");
        }
    }

    /// <summary>The form of somebody who is not signed in yet.</summary>
    internal static async Task<IFormCollection> ReadUnprovenAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : throw new ProblemException(ProblemCodes.UnsupportedMediaType, "This address takes forms of our pages; programs use /v1.");
        }
        catch (InvalidDataException)
        {
            throw new ProblemException(ProblemCodes.ValidationFailed, "The form cannot be read.");
        }
    }
}
