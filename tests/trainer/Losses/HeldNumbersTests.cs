using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using DmlStudio.Losses;
using DmlStudio.Losses.Tensors;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>The operators + and − of a tensor, its square, and a plain number in a tensor operation, make a number that the garbage collector can take in
/// the middle of the call. No loss uses them: <c>Plus</c>, <c>Minus</c>, <c>From</c> and <c>N</c> of Kept hold theirs.</summary>
public class HeldNumbersTests
{
    private static readonly (string Type, string Member)[] Unheld = [("Tensor", "op_Addition"), ("Tensor", "op_Subtraction"), ("Tensor", "square"), ("functional", "softplus"), ("torch", "arange"), ("Scalar", "op_Implicit")];

    [Fact]
    public void Losses_NeverCallWhatMakesANumberUnseen()
    {
        var found = Calls(typeof(EmbeddingLoss).Namespace!);
        Assert.True(found.Length == 0, string.Join('\n', found) + "\nUse a.Plus(b), a.Minus(b), a.From(x), a.Squared(), a.Softplus(), Rows.Count and N(x) of Kept.");
        // The one place that makes a number on purpose, and holds it, shows that such calls are seen.
        Assert.Contains("Kept.N calls Scalar.op_Implicit", Calls(typeof(Kept).Namespace!));
    }

    private static string[] Calls(string space)
    {
        using var file = new PEReader(File.OpenRead(typeof(EmbeddingLoss).Assembly.Location));
        var reader = file.GetMetadataReader();
        var refused = reader.MemberReferences.Where(handle => IsUnheld(reader, reader.GetMemberReference(handle))).ToDictionary(handle => MetadataTokens.GetToken(handle), handle => Name(reader, handle));
        var found = new List<string>();
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition).Where(t => Space(reader, t) == space))
        {
            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
            {
                var il = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
                for (var i = 1; i + 4 <= il.Length; i++)
                {
                    // call or callvirt, then the token of the member.
                    if (il[i - 1] is 0x28 or 0x6F && refused.TryGetValue(BitConverter.ToInt32(il, i), out var name))
                    {
                        found.Add($"{reader.GetString(type.Name)}.{reader.GetString(method.Name)} calls {name}");
                    }
                }
            }
        }
        return [.. found];
    }

    private static bool IsUnheld(MetadataReader reader, MemberReference member) =>
        member.Parent.Kind == HandleKind.TypeReference
        && Unheld.Contains((reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name), reader.GetString(member.Name)));

    private static string Name(MetadataReader reader, MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        return reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name) + "." + reader.GetString(member.Name);
    }

    // A nested type, such as that of a lambda, has the namespace of the type around it.
    private static string Space(MetadataReader reader, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil) { type = reader.GetTypeDefinition(type.GetDeclaringType()); }
        return reader.GetString(type.Namespace);
    }
}
