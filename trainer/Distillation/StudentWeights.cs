using DmlStudio.Statistics;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The student before its first step.</summary>
public static class StudentWeights
{
    private const double Deviation = 0.02;

    /// <summary>Normal draws for matrices, ones and zeros for LayerNorm and biases, and a word table from the teacher: its
    /// embedding of each piece's text alone, on the first H principal axes, scaled to the deviation of the draws.</summary>
    /// <param name="config">Sizes of the student.</param>
    /// <param name="vocabulary">Pieces with ids.</param>
    /// <param name="teacher">The teacher, or null for a drawn word table.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="interrupt">Stops.</param>
    public static Dictionary<string, float[]> Initial(
        EncoderConfig config, IReadOnlyDictionary<string, int> vocabulary, TextEncoder? teacher, Random random, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var weights = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, shape) in EncoderShapes.Of(config))
        {
            var count = (int)shape.Aggregate(1L, (a, b) => a * b);
            weights[name] = name.EndsWith(".bias", StringComparison.Ordinal) ? new float[count]
                : name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? [.. Enumerable.Repeat(1f, count)]
                : NormalDraw.Of(random, count, Deviation);
        }
        if (teacher is not null && config.Hidden <= teacher.Size) { FromTeacher(weights[EncoderShapes.Words], config, vocabulary, teacher, interrupt); }
        Array.Clear(weights[EncoderShapes.Words], config.PadId * config.Hidden, config.Hidden);
        Array.Clear(weights[EncoderShapes.Positions], config.PadId * config.Hidden, config.Hidden);
        return weights;
    }

    private static void FromTeacher(float[] words, EncoderConfig config, IReadOnlyDictionary<string, int> vocabulary, TextEncoder teacher, CancellationToken interrupt)
    {
        var named = vocabulary.Where(v => v.Key is not ['<', .., '>']).Select(v => (Id: v.Value, Text: ByteAlphabet.Text(v.Key).Trim())).Where(v => v.Text.Length > 0 && !v.Text.Contains('\uFFFD')).ToArray();
        var rows = teacher.Embed([.. named.Select(v => teacher.Tokens(v.Text))], interrupt);
        var places = Pca.Fit(rows, teacher.Size, config.Hidden).Project(rows);
        var scale = Deviation / Math.Sqrt(places.Average(p => (double)p * p));
        for (var i = 0; i < named.Length; i++)
        {
            for (var d = 0; d < config.Hidden; d++) { words[named[i].Id * config.Hidden + d] = (float)(places[i * config.Hidden + d] * scale); }
        }
    }
}
