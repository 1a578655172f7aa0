using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>Positions as rotations of queries and keys, and the layers that see a window alone.</summary>
/// <remarks>Su et al. 2021, arXiv:2104.09864, with the halves of a head as pairs.</remarks>
/// <param name="Local">Whether each layer sees a window alone.</param>
/// <param name="Window">Width of the window: half of it to either side.</param>
/// <param name="GlobalTheta">Base of the wavelengths in layers that see everything.</param>
/// <param name="LocalTheta">Base of the wavelengths in layers with a window.</param>
internal sealed record RotaryPositions(IReadOnlyList<bool> Local, int Window, double GlobalTheta, double LocalTheta)
{
    /// <summary>Cosines and sines of the angles by which positions are turned.</summary>
    /// <param name="theta">Base of the wavelengths.</param>
    /// <param name="size">Size of a head, even.</param>
    /// <param name="t">Positions T.</param>
    /// <returns>[T, size] each.</returns>
    public static (Tensor Cosines, Tensor Sines) Turns(double theta, int size, long t, Device device)
    {
        float[] cosines = new float[t * size], sines = new float[t * size];
        for (var i = 0; i < size; i++)
        {
            // Single precision, as the published code has it.
            var step = (float)(1 / Math.Pow(theta, 2 * (i % (size / 2)) / (double)size));
            for (var p = 0; p < t; p++) { (cosines[p * size + i], sines[p * size + i]) = (MathF.Cos(p * step), MathF.Sin(p * step)); }
        }
        return (tensor(cosines, device: device).view(t, size), tensor(sines, device: device).view(t, size));
    }
}
