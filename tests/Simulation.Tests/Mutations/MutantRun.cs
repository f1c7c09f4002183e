using System.Reflection;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>What the mutated program does: lets worlds run in which one rule is broken.</summary>
internal static class MutantRun
{
    /// <summary>What it answers when nothing was seen.</summary>
    internal const string Nothing = "nothing seen";

    /// <summary>Answers questions until there are none: a mutation's name on a line, or <c>control</c> and that name for the same worlds with nothing broken.</summary>
    internal static int Serve(TextReader questions, TextWriter answers)
    {
        while (questions.ReadLine() is { } question)
        {
            var words = question.Split(' ');
            answers.WriteLine(Look(words[^1], isMutated: words.Length == 1));
            answers.Flush();
        }

        return 0;
    }

    private static string Look(string name, bool isMutated)
    {
        var (number, mutation) = Catalogue.Find(name);
        Activate(isMutated ? number : 0);
        for (ulong seed = 1; seed <= mutation.Seeds; seed++)
        {
            if (new World(mutation.Climate.World(seed)).Run() is { } violation)
            {
                return violation.Line.ReplaceLineEndings(" ");
            }
        }

        return Nothing;
    }

    private static void Activate(int number)
    {
        foreach (var project in MutatedProgram.Projects)
        {
            var flag = Assembly.Load($"EventCluster.{project}").GetType("EventCluster.Mutations")?.GetField("Active", BindingFlags.Static | BindingFlags.NonPublic)
                ?? throw new InvalidOperationException($"This program has no mutations in {project}; the one in artifacts/mutations has, once the tests have built it.");
            flag.SetValue(null, number);
        }
    }
}
