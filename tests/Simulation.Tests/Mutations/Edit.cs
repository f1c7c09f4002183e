namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>A place in the product's sources at which the mutated program can do something else.</summary>
/// <param name="File">The source file, below <c>src/</c>.</param>
/// <param name="Text">What stands there, exactly once.</param>
/// <param name="Compose">Text that does, on a condition, something else: given the condition and <paramref name="Text"/>.</param>
internal sealed record Edit(string File, string Text, Func<string, string, string> Compose)
{
    /// <summary>Project of the file: the first folder of its path.</summary>
    internal string Project => File[..File.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>An expression has another value.</summary>
    internal static Edit Instead(string file, string expression, string mutant) => new(file, expression, (active, text) => $"({active} ? ({mutant}) : ({text}))");

    /// <summary>Statements are left out, or others stand in their place.</summary>
    internal static Edit Block(string file, string statements, string mutant = "") => new(file, statements, (active, text) => $"if ({active}) {{ {mutant} }} else {{ {text} }}");

    /// <summary>Before statements something else happens, which may leave them out by returning.</summary>
    internal static Edit Before(string file, string statements, string mutant) => new(file, statements, (active, text) => $"if ({active}) {{ {mutant} }}\n{text}");
}
