namespace EventCluster.Architecture.Tests.Code;

/// <summary>What the product's assemblies use. Each is read once.</summary>
public static class Assemblies
{
    /// <summary>Every project under <c>src</c> but the stand-in for a package, which has its name and holds no code.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Sources.Repository.Projects("src").Select(project => Path.GetFileNameWithoutExtension(project)).Where(name => name != "SqlServerFormat")];

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlySet<Use>>> All = new(
        () => Names.ToDictionary(name => name, name => CodeReader.Read(Path.Combine(AppContext.BaseDirectory, $"EventCluster.{name}.dll"))));

    /// <summary>What one of them uses.</summary>
    public static IReadOnlySet<Use> Uses(string name) => All.Value[name];

    /// <summary>What any of them uses.</summary>
    public static IEnumerable<Use> Uses() => All.Value.Values.SelectMany(uses => uses);
}
