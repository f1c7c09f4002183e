using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>A request that cannot be served as it is. <see cref="ProblemMiddleware"/> answers it with problem details.</summary>
/// <param name="code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="detail">What happened and what to do.</param>
/// <param name="errors">Each field with what is wrong with it.</param>
internal sealed class ProblemException(string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : Exception(detail)
{
    internal string Code { get; } = code;

    internal IReadOnlyDictionary<string, string[]>? Errors { get; } = errors;

    /// <summary>One value is wrong.</summary>
    internal static ProblemException Invalid(string name, string what) =>
        new(ProblemCodes.ValidationFailed, $"'{name}' {what}", new Dictionary<string, string[]> { [name] = [what] });

    /// <summary>Several values are wrong.</summary>
    internal static ProblemException Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(ProblemCodes.ValidationFailed, string.Join(" ", errors.SelectMany(e => e.Value.Select(what => $"'{e.Key}' {what}"))), errors);
}
