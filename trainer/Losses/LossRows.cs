using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Which vectors enter the metric loss.</summary>
/// <remarks>Official code of arXiv:2211.15202 and of TripleEntropy. A token carries the label of its text.</remarks>
public static class LossRows
{
    /// <summary>Whether each token gives a row.</summary>
    public static bool TakesTokens(LossTarget target) =>
        target is LossTarget.Tokens or LossTarget.TokensWithPadding or LossTarget.TokensLegacyLabels;

    /// <summary>Whether states of padding are compared too, as published code does; then they must be computed.</summary>
    public static bool TakesPadding(LossTarget target) => target is LossTarget.TokensWithPadding or LossTarget.TokensLegacyLabels;

    /// <summary>The rows of a batch that a loss compares.</summary>
    /// <param name="states">Last hidden states, [B, T, H].</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <param name="pooled">What the head sees, [B, H].</param>
    /// <param name="labels">[B] int64.</param>
    /// <returns>Rows [N, H] with their labels [N].</returns>
    public static (Tensor Rows, Tensor Labels) Of(LossTarget target, Tensor states, Tensor mask, Tensor pooled, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(labels);
        switch (target)
        {
            case LossTarget.Pooled: return (pooled, labels);
            case LossTarget.Cls: return (states.select(1, 0), labels);
            case LossTarget.MeanPooled:
                {
                    var weights = mask.to(states.dtype).unsqueeze(-1);
                    return ((states * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9)), labels);
                }
            case LossTarget.Tokens or LossTarget.TokensWithPadding:
                {
                    long b = states.shape[0], t = states.shape[1];
                    var rows = states.reshape(b * t, states.shape[2]);
                    var owners = labels.unsqueeze(1).expand(b, t).reshape(-1);
                    if (target == LossTarget.TokensWithPadding) { return (rows, owners); }
                    var real = mask.reshape(-1).nonzero().squeeze(1);
                    return (rows.index_select(0, real), owners.index_select(0, real));
                }
            default:
                {
                    // The published code starts counting anew for every text: the first text's positions end with the
                    // last text's label, all others keep 1.
                    long b = states.shape[0], t = states.shape[1];
                    var owners = cat([labels.narrow(0, b - 1, 1).repeat([t]), ones_like(labels.narrow(0, 0, 1)).repeat([(b - 1) * t])], 0);
                    return (states.reshape(b * t, states.shape[2]), owners);
                }
        }
    }

    /// <summary>The rows that belong to some texts of the batch.</summary>
    /// <param name="target">As in <see cref="Of"/>.</param>
    /// <param name="texts">Texts, in their order.</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <returns>Numbers of the rows, ascending with the texts.</returns>
    public static Tensor OfTexts(LossTarget target, long[] texts, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        var kept = tensor(texts, device: mask.device);
        if (!TakesTokens(target)) { return kept.MoveToOuterDisposeScope(); }
        var wanted = zeros_like(mask).index_fill(0, kept, N(1));
        var rows = wanted.reshape(-1);
        if (target == LossTarget.Tokens) { rows = rows.index_select(0, mask.reshape(-1).nonzero().squeeze(1)); }
        return rows.nonzero().squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean over texts of the loss of each text's own rows, so that a long text counts no more than a short one.</summary>
    /// <param name="loss">A loss with an item for each row: proxies or centres.</param>
    /// <param name="target">Tokens, with or without padding.</param>
    /// <param name="states">[B, T, H].</param>
    /// <param name="mask">[B, T] int64.</param>
    /// <param name="labels">[B] int64.</param>
    /// <param name="parameters">The trained matrices.</param>
    /// <returns>A scalar, or null when no text has a row.</returns>
    public static Tensor? PerTextMean(EmbeddingLoss loss, LossTarget target, Tensor states, Tensor mask, Tensor labels,
        params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var values = new List<Tensor>();
        for (long i = 0; i < states.shape[0]; i++)
        {
            var (rows, owners) = Of(target, states.narrow(0, i, 1), mask.narrow(0, i, 1), states.narrow(0, i, 1).select(1, 0),
                labels.narrow(0, i, 1));
            if (rows.shape[0] > 0 && loss.Value(rows, owners, parameters) is { } value) { values.Add(value.reshape([])); }
        }
        return values.Count == 0 ? null : stack(values, 0).mean().MoveToOuterDisposeScope();
    }
}
