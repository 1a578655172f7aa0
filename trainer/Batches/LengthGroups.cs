using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Batches;

/// <summary>A batch taken apart by length, so that short texts are not padded to the longest; what comes out is the batch again.</summary>
internal static class LengthGroups
{
    /// <summary>Divides texts into at most so many groups that the tokens with their padding are fewest.</summary>
    /// <param name="lengths">Tokens of each text, at least one text.</param>
    /// <param name="most">Most groups, at least 1.</param>
    /// <returns>Positions of each group's texts, shortest first; fewer groups where more would save nothing.</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<int> lengths, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        int[] order = [.. Enumerable.Range(0, lengths.Count).OrderBy(i => lengths[i]).ThenBy(i => i)];
        var n = order.Length;
        // fewest[k][i]: tokens of the first i texts in at most k + 1 groups; a group is padded to its last.
        var fewest = new long[most][];
        var from = new int[most][];
        for (var k = 0; k < most; k++)
        {
            (fewest[k], from[k]) = (new long[n + 1], new int[n + 1]);
            for (var i = 1; i <= n; i++)
            {
                (fewest[k][i], from[k][i]) = ((long)i * lengths[order[i - 1]], 0);
                for (var j = 1; k > 0 && j < i; j++)
                {
                    var tokens = fewest[k - 1][j] + (long)(i - j) * lengths[order[i - 1]];
                    if (tokens < fewest[k][i]) { (fewest[k][i], from[k][i]) = (tokens, j); }
                }
            }
        }
        var groups = new List<int[]>();
        for (int k = most - 1, end = n; end > 0; k--)
        {
            groups.Insert(0, order[from[k][end]..end]);
            end = from[k][end];
        }
        return groups;
    }

    /// <summary>What the groups gave, as one batch in the order of its texts.</summary>
    /// <param name="groups">Positions of each group's texts.</param>
    /// <param name="parts">States [b, t, H], masks [b, t] and pooled rows [b, H] of each.</param>
    /// <returns>[B, T, H] with zeros behind a group's own padding, [B, T] and [B, H].</returns>
    public static (Tensor States, Tensor Mask, Tensor Pooled) Joined(IReadOnlyList<int[]> groups,
        IReadOnlyList<(Tensor States, Tensor Mask, Tensor Pooled)> parts)
    {
        using var scope = NewDisposeScope();
        var longest = parts.Max(p => p.Mask.shape[1]);
        long[] order = [.. groups.SelectMany(g => g).Select((text, row) => (text, row)).OrderBy(x => x.text).Select(x => (long)x.row)];
        var rows = tensor(order, device: parts[0].Mask.device);
        Tensor Whole(IEnumerable<Tensor> tensors) => cat([.. tensors], 0).index_select(0, rows).MoveToOuterDisposeScope();
        return (Whole(parts.Select(p => F.pad(p.States, [0, 0, 0, longest - p.Mask.shape[1]]))),
            Whole(parts.Select(p => F.pad(p.Mask, [0, longest - p.Mask.shape[1]]))),
            Whole(parts.Select(p => p.Pooled)));
    }
}
