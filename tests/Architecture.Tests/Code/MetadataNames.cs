using System.Reflection.Metadata;

namespace EventCluster.Architecture.Tests.Code;

/// <summary>Turns handles of an assembly's metadata into names.</summary>
internal sealed class MetadataNames(MetadataReader metadata)
{
    /// <summary>The type at namespace level that holds a type, with its namespace.</summary>
    internal (string Namespace, string FullName) Outermost(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        var space = metadata.GetString(type.Namespace);
        return (space, Join(space, metadata.GetString(type.Name)));
    }

    /// <summary>Type and member of a handle; null where it is neither, or of a type that has no name of its own (an array, a parameter).</summary>
    internal (string Type, string Member)? Describe(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return Describe(member.Parent) is var (parent, _) ? (parent, metadata.GetString(member.Name)) : null;
            case HandleKind.MethodSpecification:
                return Describe(metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return (Outermost(method.GetDeclaringType()).FullName, metadata.GetString(method.Name));
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return (Outermost(field.GetDeclaringType()).FullName, metadata.GetString(field.Name));
            default:
                return TypeName(handle) is { } name ? (name, "") : null;
        }
    }

    private string? TypeName(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Outermost((TypeDefinitionHandle)handle).FullName,
        HandleKind.TypeReference => Name(metadata.GetTypeReference((TypeReferenceHandle)handle)),
        HandleKind.TypeSpecification => Generic(metadata.GetTypeSpecification((TypeSpecificationHandle)handle)),
        _ => null,
    };

    private string Name(TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? Name(metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))
        : Join(metadata.GetString(type.Namespace), metadata.GetString(type.Name));

    /// <summary>A generic instance begins with its kind, class or value type, and the generic type itself.</summary>
    private string? Generic(TypeSpecification specification)
    {
        var signature = metadata.GetBlobReader(specification.Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        _ = signature.ReadCompressedInteger();
        return TypeName(signature.ReadTypeHandle());
    }

    private static string Join(string space, string name) => space.Length > 0 ? $"{space}.{name}" : name;
}
