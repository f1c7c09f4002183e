using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EventCluster.Architecture.Tests.Code;

/// <summary>Reads from a compiled assembly which types and members its methods use, and from what its types derive.</summary>
public static class CodeReader
{
    /// <summary>Every use in an assembly, without repetition.</summary>
    public static IReadOnlySet<Use> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var names = new MetadataNames(metadata);
        HashSet<Use> uses = [];
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            var user = names.Outermost(handle);
            foreach (var target in Targets(metadata, image, type).Where(target => !target.IsNil))
            {
                if (names.Describe(target) is var (targetType, member))
                {
                    uses.Add(new(user.Namespace, user.FullName, targetType, member));
                }
            }
        }

        return uses;
    }

    private static IEnumerable<EntityHandle> Targets(MetadataReader metadata, PEReader image, TypeDefinition type)
    {
        yield return type.BaseType;
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            yield return metadata.GetInterfaceImplementation(implemented).Interface;
        }

        var bodies = type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0);
        foreach (var method in bodies)
        {
            foreach (var token in Instructions.Tokens(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                yield return MetadataTokens.EntityHandle(token);
            }
        }
    }
}
