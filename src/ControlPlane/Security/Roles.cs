namespace EventCluster.ControlPlane.Security;

/// <summary>Who may what: <c>viewer</c> &lt; <c>operator</c> &lt; <c>admin</c>; <c>join</c> and <c>node</c> stand beside them.</summary>
public static class Roles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Reads, moves the role, drains and resumes.</summary>
    public const string Operator = "operator";

    /// <summary>Everything that a person may.</summary>
    public const string Admin = "admin";

    /// <summary>Joins nodes, nothing else.</summary>
    public const string Join = "join";

    /// <summary>One node: its own heartbeats and signals, nothing else.</summary>
    public const string Node = "node";

    /// <summary>Roles that a token in the settings may have.</summary>
    public static readonly IReadOnlyList<string> OfSettings = [Viewer, Operator, Admin, Join];
}
