namespace DmlStudio.Inference;

/// <summary>Scores and probabilities over labels, row by row, [N · C]; plain arithmetic that trainer and browser share.</summary>
public static class ClassScores
{
    /// <summary>Softmax of each row.</summary>
    /// <param name="scores">Scores, [N · C].</param>
    /// <param name="classes">Number of labels C.</param>
    /// <param name="scale">Factor on the scores before the softmax.</param>
    public static float[] Softmax(ReadOnlySpan<float> scores, int classes, double scale = 1)
    {
        var probabilities = new float[scores.Length];
        for (var row = 0; row < scores.Length; row += classes)
        {
            var largest = double.NegativeInfinity;
            for (var c = 0; c < classes; c++) { largest = Math.Max(largest, scale * scores[row + c]); }
            double sum = 0;
            for (var c = 0; c < classes; c++) { sum += Math.Exp(scale * scores[row + c] - largest); }
            for (var c = 0; c < classes; c++) { probabilities[row + c] = (float)(Math.Exp(scale * scores[row + c] - largest) / sum); }
        }
        return probabilities;
    }

    /// <summary>β·a + (1−β)·b.</summary>
    /// <param name="a">First, [N · C].</param>
    /// <param name="b">Second, [N · C].</param>
    /// <param name="beta">Weight of the first, 0..1.</param>
    public static float[] Mix(float[] a, float[] b, double beta)
    {
        return [.. a.Zip(b, (x, y) => (float)(beta * x + (1 - beta) * y))];
    }

    /// <summary>First largest entry of each row.</summary>
    /// <param name="scores">Scores or probabilities, [N · C].</param>
    /// <param name="classes">Number of labels C.</param>
    public static int[] Largest(ReadOnlySpan<float> scores, int classes)
    {
        var winners = new int[scores.Length / classes];
        for (var row = 0; row < winners.Length; row++)
        {
            var best = 0;
            for (var c = 1; c < classes; c++) { if (scores[row * classes + c] > scores[row * classes + best]) { best = c; } }
            winners[row] = best;
        }
        return winners;
    }

    /// <summary>Largest entry of each row.</summary>
    /// <param name="scores">Scores, [N · C].</param>
    /// <param name="classes">Number of labels C.</param>
    public static float[] Top(float[] scores, int classes) => [.. scores.Chunk(classes).Select(row => row.Max())];

    /// <summary>Logarithms; a probability of 0 counts as 10⁻¹².</summary>
    public static float[] Logarithms(float[] probabilities) => Array.ConvertAll(probabilities, p => (float)Math.Log(Math.Max(p, 1e-12)));
}
