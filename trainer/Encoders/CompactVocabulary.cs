namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The rows of the word table that a run's training texts use. Only these are trained; an untouched row has no gradient,
/// so AdamW merely multiplies it by the product of its decays, which is applied once at the end (docs/speed.md, exact).
/// </summary>
internal sealed class CompactVocabulary
{
    private readonly int[] _rows;

    /// <summary>Collects the rows.</summary>
    /// <param name="texts">Token ids of the training texts.</param>
    /// <param name="padId">Id of the padding token, always kept.</param>
    public CompactVocabulary(IEnumerable<IReadOnlyList<int>> texts, int padId) =>
        _rows = [.. texts.SelectMany(t => t).Append(padId).Distinct().Order()];

    /// <summary>Rows of the full table, ascending.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Positions in the compact table.</summary>
    /// <param name="ids">Ids of the full table, each one of the collected rows.</param>
    public int[] Compact(IReadOnlyList<int> ids)
    {
        return [.. ids.Select(id => Array.BinarySearch(_rows, id) is var at && at >= 0 ? at
            : throw new ArgumentException(FormattableString.Invariant($"Token {id} is not among the {_rows.Length} collected rows."),
                nameof(ids)))];
    }

    /// <summary>The collected rows of a table.</summary>
    /// <param name="table">The full table, row by row.</param>
    /// <param name="hidden">Size of a row.</param>
    public float[] Gather(float[] table, int hidden)
    {
        var rows = new float[_rows.Length * hidden];
        for (var r = 0; r < _rows.Length; r++) { Array.Copy(table, (long)_rows[r] * hidden, rows, (long)r * hidden, hidden); }
        return rows;
    }

    /// <summary>Writes the full table with the trained rows put back and all others scaled.</summary>
    /// <param name="table">The full table before training.</param>
    /// <param name="trained">The trained rows.</param>
    /// <param name="hidden">Size of a row.</param>
    /// <param name="untouchedScale">Product of the decay factors that untouched rows would have met, 0..1.</param>
    /// <param name="full">Where to, as long as <paramref name="table"/>.</param>
    public void Restore(float[] table, float[] trained, int hidden, double untouchedScale, Span<float> full)
    {
        if (untouchedScale == 1) { table.CopyTo(full); }
        else { for (var i = 0; i < table.Length; i++) { full[i] = (float)(table[i] * untouchedScale); } }
        for (var r = 0; r < _rows.Length; r++)
        {
            trained.AsSpan(r * hidden, hidden).CopyTo(full.Slice(_rows[r] * hidden, hidden));
        }
    }
}
