using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>A small step of the word embeddings that makes a loss larger.</summary>
/// <remarks>FGM: Miyato et al. 2017, arXiv:1605.07725, r = ε·g/‖g‖ with one norm per text; FGSM: Goodfellow et al. 2015,
/// arXiv:1412.6572, r = ε·sign(g).</remarks>
public static class AdversarialPerturbation
{
    /// <summary>The step.</summary>
    /// <param name="gradient">Slope of the loss along the output of the embedding layer, [B, T, H].</param>
    /// <param name="mask">[B, T], 1 = real token; padding does not move.</param>
    /// <param name="epsilon">ε: length of a text's step, or of each number's.</param>
    /// <returns>r [B, T, H], without a graph; 0 where the gradient is 0.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public static Tensor Of(Tensor gradient, Tensor mask, PerturbationMode mode, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(mask);
        if (gradient.dim() != 3 || mask.dim() != 2 || mask.shape[0] != gradient.shape[0] || mask.shape[1] != gradient.shape[1])
        {
            throw new ArgumentException(
                $"Found a gradient [{string.Join(", ", gradient.shape)}] with a mask [{string.Join(", ", mask.shape)}]; expected [B, "
                    + "T, H] with [B, T].");
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var g = gradient.detach() * mask.to(gradient.dtype).unsqueeze(-1);
        var step = mode == PerturbationMode.Fgm ? g / g.Squared().sum([1, 2], keepdim: true).sqrt().Plus(1e-12) : g.sign();
        return (step * N(epsilon)).MoveToOuterDisposeScope();
    }

    /// <summary>ε as it is used: as it stands, or times the mean length of the word embeddings of real tokens.</summary>
    /// <param name="epsilon">ε of the settings.</param>
    /// <param name="relative">Whether it counts in mean lengths.</param>
    /// <param name="embedded">Output of the embedding layer, [B, T, H].</param>
    /// <param name="mask">[B, T], 1 = real token.</param>
    public static double Size(double epsilon, bool relative, Tensor embedded, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(embedded);
        ArgumentNullException.ThrowIfNull(mask);
        if (!relative) { return epsilon; }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var real = mask.to(embedded.dtype);
        return epsilon * ((embedded.detach().Squared().sum(2).sqrt() * real).sum() / real.sum().clamp_min(N(1))).to(ScalarType.Float64)
            .item<double>();
    }
}
