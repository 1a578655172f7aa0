namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>Divisions of rows for cross-validation.</summary>
internal static class TransferFolds
{
    /// <summary>Folds with every label spread evenly, each row in one of them.</summary>
    /// <param name="labels">Labels of all rows.</param>
    /// <param name="random">Draws them.</param>
    public static int[][] Stratified(int[] rows, int[] labels, int folds, Random random)
    {
        var found = Enumerable.Range(0, folds).Select(_ => new List<int>()).ToArray();
        var next = 0;
        foreach (var label in rows.GroupBy(r => labels[r]).OrderBy(g => g.Key))
        {
            var drawn = label.ToArray();
            random.Shuffle(drawn);
            foreach (var row in drawn) { found[next++ % folds].Add(row); }
        }
        return [.. found.Select(f => f.Order().ToArray())];
    }

    /// <summary>The rows that are not in a fold, in their order.</summary>
    /// <param name="fold">Rows left out.</param>
    public static int[] Without(int[] rows, int[] fold)
    {
        var left = fold.ToHashSet();
        return [.. rows.Where(r => !left.Contains(r))];
    }
}
