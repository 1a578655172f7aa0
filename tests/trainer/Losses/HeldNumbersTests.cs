using System.Reflection;
using System.Reflection.Emit;
using DmlStudio.Losses.Tensors;
using DmlStudio.Trainer.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>A plain number in a tensor operation, and an operation of the library that makes one inside (the operators
/// + and − of two tensors, among others), make a number that the garbage collector can take in the middle of the call.
/// The trainer makes numbers in one place alone, <see cref="Kept"/>, which holds them: every assembly of the trainer is
/// read, and which operations make numbers is read off the library.</summary>
public class HeldNumbersTests
{
    private const BindingFlags Every =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
    private static readonly Assembly Library = typeof(torch).Assembly;
    private static readonly Lazy<HashSet<int>> Makers = new(Made);

    [Fact]
    public void TrainerAndItsTests_NeverCallWhatMakesANumberUnseen()
    {
        var trainer = typeof(EncoderNetwork).Assembly;
        Assembly[] ours = [trainer, .. trainer.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("DmlStudio.", StringComparison.Ordinal)).Select(Assembly.Load)];
        Assert.Contains(typeof(Kept).Assembly, ours);
        // The tests run beside each other, and one of them collects without pause.
        ours = [.. ours, typeof(HeldNumbersTests).Assembly];
        var calls = ours.SelectMany(a => a.GetTypes()).SelectMany(Methods)
            .SelectMany(m => Calls(m).Where(Makes).Select(c => (Caller: m, Callee: c))).ToArray();
        string[] found = [.. calls.Where(c => c.Caller.DeclaringType != typeof(Kept))
            .Select(c => $"{c.Caller.DeclaringType!.FullName}.{c.Caller.Name} calls {c.Callee.DeclaringType!.Name}.{c.Callee}").Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0,
            string.Join('\n', found)
                + "\nUse a.Plus(b), a.Minus(b), a.From(x), a.Squared(), a.Softplus(), Rows.Count and N(x) of Kept, or the form of the "
                    + "operation that takes its numbers.");
        // The one place that makes a number on purpose, and holds it, shows that such calls are seen.
        Assert.NotEmpty(calls);
    }

    /// <summary>What the rule is about is recognised in the library as it is, so that a new version cannot slip past.</summary>
    [Fact]
    public void Library_OperatorsThatMakeANumber_AreRecognised()
    {
        MethodInfo Of(string name, params Type[] parameters) =>
            typeof(Tensor).GetMethod(name, parameters) ?? throw new InvalidOperationException(name);
        foreach (var makes in new[] { Of("op_Addition", typeof(Tensor), typeof(Tensor)),
            Of("op_Subtraction", typeof(Tensor), typeof(Tensor)), Of("op_Subtraction", typeof(Scalar), typeof(Tensor)),
            Of("add", typeof(Scalar)), Of("add", typeof(Tensor)), Of("square") })
        {
            Assert.True(Makes(makes), makes.ToString());
        }
        foreach (var makes in new[] { Of("op_Multiply", typeof(Tensor), typeof(Tensor)), Of("add", typeof(Tensor), typeof(Scalar)),
            Of("mul", typeof(Scalar)), Of("matmul", typeof(Tensor)) })
        {
            Assert.False(Makes(makes), makes.ToString());
        }
    }

    private static IEnumerable<MethodBase> Methods(Type type) => [.. type.GetMethods(Every), .. type.GetConstructors(Every)];

    // A method of the library makes a number when it, or what it calls inside the library, turns one into the object that can be collected.
    // The operators + and - are refused whatever they do with which operands: a rule that a person can keep.
    private static bool Makes(MethodBase method) =>
        IsMaker(method) || (method.DeclaringType == typeof(Tensor) && method.Name is "op_Addition" or "op_Subtraction")
            || (method.Module.Assembly == Library && Makers.Value.Contains(method.MetadataToken));

    private static bool IsMaker(MethodBase method) =>
        method.DeclaringType == typeof(Scalar) ? method.Name == "op_Implicit" || method.IsConstructor
        : method.DeclaringType?.Name == "ScalarExtensionMethods";

    // From those that make one themselves to all that call them.
    private static HashSet<int> Made()
    {
        var callers = Library.GetTypes().SelectMany(Methods).SelectMany(m => Calls(m).Select(c => (Caller: m.MetadataToken, Callee: c)))
            .ToArray();
        var makers = callers.Where(c => IsMaker(c.Callee)).Select(c => c.Caller).ToHashSet();
        var within = callers.Where(c => c.Callee.Module.Assembly == Library).Select(c => (c.Caller, Callee: c.Callee.MetadataToken))
            .ToLookup(c => c.Callee, c => c.Caller);
        var open = new Queue<int>(makers);
        while (open.TryDequeue(out var next)) { foreach (var caller in within[next].Where(makers.Add)) { open.Enqueue(caller); } }
        return makers;
    }

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) { yield break; }
        foreach (var (code, operand) in Instructions.Of(il))
        {
            if (code.OperandType == OperandType.InlineMethod && Resolved(method, BitConverter.ToInt32(il, operand)) is { } callee)
            {
                yield return callee;
            }
        }
    }

    private static MethodBase? Resolved(MethodBase method, int token)
    {
        var types = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        // What the runtime cannot name belongs to a library that is not here, such as that of another system.
        try { return method.Module.ResolveMethod(token, types, method.IsGenericMethod ? method.GetGenericArguments() : null); }
        catch (Exception e) when (e is FileNotFoundException or TypeLoadException or MissingMethodException) { return null; }
    }
}
