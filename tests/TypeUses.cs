using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace DmlStudio.Tests;

/// <summary>Which types an assembly's types use, read from what the compiler made of them: bases, signatures, attributes, constraints, and
/// every instruction of every method. A constant leaves no trace there.</summary>
public sealed class TypeUses
{
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly Names _names = new();
    private readonly HashSet<(string From, string To)> _found = [];

    private TypeUses(PEReader file) => (_file, _reader) = (file, file.GetMetadataReader());

    /// <summary>All pairs of a type and a type that it uses, by full names; a nested type counts as the one around it.</summary>
    public static IReadOnlySet<(string From, string To)> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var uses = new TypeUses(file);
        foreach (var handle in uses._reader.TypeDefinitions) { uses.Read(handle); }
        return uses._found;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var used = new HashSet<string>();
        _names.Seen = used;
        Token(type.BaseType);
        foreach (var i in type.GetInterfaceImplementations()) { Token(_reader.GetInterfaceImplementation(i).Interface); }
        foreach (var f in type.GetFields()) { _reader.GetFieldDefinition(f).DecodeSignature(_names, null); }
        foreach (var p in type.GetProperties()) { _reader.GetPropertyDefinition(p).DecodeSignature(_names, null); }
        foreach (var e in type.GetEvents()) { Token(_reader.GetEventDefinition(e).Type); }
        Attributes(type.GetCustomAttributes());
        Constraints(type.GetGenericParameters());
        foreach (var m in type.GetMethods()) { Method(_reader.GetMethodDefinition(m)); }
        foreach (var f in type.GetFields()) { Attributes(_reader.GetFieldDefinition(f).GetCustomAttributes()); }
        foreach (var p in type.GetProperties()) { Attributes(_reader.GetPropertyDefinition(p).GetCustomAttributes()); }
        var from = Names.Full(_reader, handle);
        foreach (var to in used.Where(u => u != from)) { _found.Add((from, to)); }
    }

    private void Method(MethodDefinition method)
    {
        method.DecodeSignature(_names, null);
        Attributes(method.GetCustomAttributes());
        Constraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0) { return; }
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) { _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null); }
        foreach (var region in body.ExceptionRegions) { Token(region.CatchType); }
        var il = body.GetILBytes()!;
        foreach (var (code, operand) in Instructions.Of(il))
        {
            if (code.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
            {
                Token(MetadataTokens.EntityHandle(BitConverter.ToInt32(il, operand)));
            }
        }
    }

    private void Token(EntityHandle handle)
    {
        if (handle.IsNil) { return; }
        switch (handle.Kind)
        {
            case HandleKind.TypeReference: _names.GetTypeFromReference(_reader, (TypeReferenceHandle)handle, 0); break;
            case HandleKind.TypeDefinition: _names.GetTypeFromDefinition(_reader, (TypeDefinitionHandle)handle, 0); break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(_names, null); break;
            case HandleKind.MethodDefinition: Token(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.FieldDefinition: Token(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.MethodSpecification:
                var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Token(specification.Method);
                specification.DecodeSignature(_names, null);
                break;
            case HandleKind.MemberReference:
                var member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Token(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method) { member.DecodeMethodSignature(_names, null); }
                else { member.DecodeFieldSignature(_names, null); }
                break;
            default: break;
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var a in attributes) { Token(_reader.GetCustomAttribute(a).Constructor); }
    }

    private void Constraints(GenericParameterHandleCollection parameters)
    {
        foreach (var p in parameters)
        {
            foreach (var c in _reader.GetGenericParameter(p).GetConstraints()) { Token(_reader.GetGenericParameterConstraint(c).Type); }
        }
    }

    /// <summary>Notes the name of every type that a signature mentions.</summary>
    private sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public HashSet<string> Seen { get; set; } = [];

        /// <summary>Namespace and name of a type, of a nested one those of the type around it.</summary>
        public static string Full(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            while (!type.GetDeclaringType().IsNil) { type = reader.GetTypeDefinition(type.GetDeclaringType()); }
            return reader.GetString(type.Namespace) + "." + reader.GetString(type.Name);
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            Note(Full(reader, handle));

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            {
                type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            }
            return Note(reader.GetString(type.Namespace) + "." + reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle,
            byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetSZArrayType(string elementType) => elementType;

        private string Note(string name)
        {
            Seen.Add(name);
            return name;
        }
    }
}
