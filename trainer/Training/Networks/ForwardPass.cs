using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>One forward pass over a batch; with V views every text stands V times, the copies of the whole batch behind one
/// another, each with its own dropout. R = V · B rows.</summary>
/// <param name="Texts">Position of each row's text in the corpus, [R].</param>
/// <param name="Views">V.</param>
/// <param name="States">Last hidden states, [R, T, H].</param>
/// <param name="Mask">[R, T] int64, 1 = real token.</param>
/// <param name="Pooled">[R, H].</param>
/// <param name="Logits">Of the head, [R, C].</param>
/// <param name="Labels">[R] int64.</param>
internal sealed record ForwardPass(int[] Texts, int Views, Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits, Tensor Labels)
{
    /// <summary>Number B of rows of one view.</summary>
    public int Batch => Texts.Length / Views;

    /// <summary>The pooled rows of a view, [B, H].</summary>
    /// <param name="view">View, from 0.</param>
    public Tensor View(int view) => Pooled.narrow(0, (long)view * Batch, Batch);

    /// <summary>Rows whose text did not stand earlier in the same view; null when that is every row. A text that was drawn
    /// twice is no positive of itself.</summary>
    public long[]? FirstOccurrences()
    {
        var rows = new List<long>(Texts.Length);
        for (var view = 0; view < Views; view++)
        {
            var seen = new HashSet<int>();
            for (var i = view * Batch; i < (view + 1) * Batch; i++) { if (seen.Add(Texts[i])) { rows.Add(i); } }
        }
        return rows.Count == Texts.Length ? null : [.. rows];
    }

    /// <summary>The same pass with fewer views.</summary>
    /// <param name="views">Views that are kept, at most those there are.</param>
    public ForwardPass Only(int views)
    {
        if (views == Views) { return this; }
        var rows = (long)views * Batch;
        return new ForwardPass(Texts[..(int)rows], views, States.narrow(0, 0, rows), Mask.narrow(0, 0, rows), Pooled.narrow(0, 0, rows),
            Logits.narrow(0, 0, rows), Labels.narrow(0, 0, rows));
    }
}
