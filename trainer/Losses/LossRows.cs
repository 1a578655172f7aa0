using static DmlStudio.Trainer.Encoders.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Losses;

/// <summary>Which vectors enter the metric loss.</summary>
/// <remarks>Objectives §1.3. A token carries the label of its text.</remarks>
public static class LossRows
{
    /// <summary>Selects.</summary>
    /// <param name="target"><c>pooled</c>, <c>cls</c>, <c>mean-pooled</c>, <c>tokens</c> or <c>tokens-with-padding</c>.</param>
    /// <param name="states">Last hidden states, [B, T, H].</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <param name="pooled">What the head sees, [B, H].</param>
    /// <param name="labels">[B] int64.</param>
    /// <returns>Rows [N, H] with their labels [N].</returns>
    /// <exception cref="ArgumentException">An unknown target.</exception>
    public static (Tensor Rows, Tensor Labels) Of(string target, Tensor states, Tensor mask, Tensor pooled, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(labels);
        switch (target)
        {
            case "pooled": return (pooled, labels);
            case "cls": return (states.select(1, 0), labels);
            case "mean-pooled":
                {
                    var weights = mask.to(states.dtype).unsqueeze(-1);
                    return ((states * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9)), labels);
                }
            case "tokens" or "tokens-with-padding":
                {
                    long b = states.shape[0], t = states.shape[1];
                    var rows = states.reshape(b * t, states.shape[2]);
                    var owners = labels.unsqueeze(1).expand(b, t).reshape(-1);
                    if (target == "tokens-with-padding") { return (rows, owners); }
                    var real = mask.reshape(-1).nonzero().squeeze(1);
                    return (rows.index_select(0, real), owners.index_select(0, real));
                }
            default: throw new ArgumentException($"Target \"{target}\" is not known; expected pooled, cls, mean-pooled, tokens or tokens-with-padding.", nameof(target));
        }
    }
}
