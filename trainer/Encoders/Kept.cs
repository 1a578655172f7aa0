using TorchSharp;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Numbers for tensor operations that the garbage collector cannot take away in the middle of a call.</summary>
/// <remarks>TorchSharp turns a number into an object with a finalizer and hands only its pointer to the native call; when a
/// collection falls between the two, the call reads freed memory ("Unknown scalar type", or another number). The last
/// numbers of every thread are therefore held. Not covered: the factor 1 that TorchSharp itself makes inside <c>a + b</c> and
/// <c>a − b</c> of two tensors.</remarks>
public static class Kept
{
    private const int Held = 64;

    [ThreadStatic]
    private static Scalar[]? _ring;

    [ThreadStatic]
    private static int _next;

    /// <summary>The number as TorchSharp takes it, alive for the next 64 calls on this thread.</summary>
    /// <param name="value">Number.</param>
    public static Scalar N(double value) => Keep(value);

    /// <summary>A whole number, which leaves an integer tensor an integer tensor.</summary>
    /// <param name="value">Number.</param>
    public static Scalar N(long value) => Keep(value);

    private static Scalar Keep(Scalar value)
    {
        var ring = _ring ??= new Scalar[Held];
        _next = (_next + 1) % Held;
        return ring[_next] = value;
    }
}
