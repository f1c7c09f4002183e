namespace EventCluster.Architecture.Tests.Code;

/// <summary>One use of a type or member by the code of an assembly.</summary>
/// <param name="Namespace">Namespace of the user.</param>
/// <param name="User">Outermost type that uses it, with its namespace; lambdas and state machines count to it.</param>
/// <param name="TargetType">Full name of the type that is used.</param>
/// <param name="Member">Name of the member, for example <c>get_UtcNow</c>; empty where only the type is named.</param>
public sealed record Use(string Namespace, string User, string TargetType, string Member)
{
    /// <inheritdoc/>
    public override string ToString() => $"{User} uses {TargetType}{(Member.Length > 0 ? "." + Member : "")}";
}
