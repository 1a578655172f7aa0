using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Losses.Tensors;

/// <summary>Numbers for tensor operations that the garbage collector cannot take away in the middle of a call.</summary>
/// <remarks>TorchSharp turns a number into an object with a finalizer and hands only its pointer to the native call; when a
/// collection falls between the two, the call reads freed memory ("Unknown scalar type", or another number). The last
/// numbers of every thread are therefore held. The operators <c>+</c> and <c>−</c> of a tensor make such a number unseen (a factor 1
/// on what is added); <see cref="Plus(Tensor, Tensor)"/> and its kin hold that one too.</remarks>
public static class Kept
{
    private const int Held = 64;

    [ThreadStatic]
    private static Scalar[]? _ring;

    [ThreadStatic]
    private static int _next;

    /// <summary>The number as TorchSharp takes it, alive for the next 64 calls on this thread.</summary>
    public static Scalar N(double value) => Keep(value);

    /// <summary>A whole number, which leaves an integer tensor an integer tensor.</summary>
    public static Scalar N(long value) => Keep(value);

    /// <summary>a + b of two tensors.</summary>
    /// <param name="b">b, of a shape that fits.</param>
    public static Tensor Plus(this Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add(b, N(1));
    }

    /// <summary>a − b of two tensors.</summary>
    /// <param name="b">b, of a shape that fits.</param>
    public static Tensor Minus(this Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add(b, N(-1));
    }

    /// <summary>a + x, element by element.</summary>
    public static Tensor Plus(this Tensor a, double x)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add(N(x), N(1));
    }

    /// <summary>a − x, element by element.</summary>
    public static Tensor Minus(this Tensor a, double x) => a.Plus(-x);

    /// <summary>x − a, element by element.</summary>
    public static Tensor From(this Tensor a, double x)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.neg().add(N(x), N(1));
    }

    /// <summary>a², element by element; the library's own square makes a number that nobody holds.</summary>
    public static Tensor Squared(this Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a * a;
    }

    /// <summary>log(1 + exp a), element by element, by the logarithm of the logistic function; the library's own
    /// softplus makes numbers that nobody holds.</summary>
    public static Tensor Softplus(this Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return nn.functional.logsigmoid(a.neg()).neg();
    }

    private static Scalar Keep(Scalar value)
    {
        var ring = _ring ??= new Scalar[Held];
        _next = (_next + 1) % Held;
        return ring[_next] = value;
    }
}
