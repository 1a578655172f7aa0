using DmlStudio.Losses;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The student before its first step.</summary>
internal static class StudentWeights
{
    private const double Deviation = 0.02;

    /// <summary>Normal draws for matrices, ones and zeros for LayerNorm and biases, and a word table from the teacher: its
    /// embedding of each piece's text alone, on the first H principal axes, scaled to the deviation of the draws.</summary>
    /// <param name="config">Sizes of the student.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    /// <param name="teacher">The teacher, or null for a drawn word table.</param>
    /// <param name="layersFrom">Layers of the teacher, from 0, that the student's begin as, one each; empty for draws.
    /// The word table is then the teacher's own, a piece being the mean of the teacher's pieces of its text, and a
    /// narrower feed-forward layer keeps the strongest neurons.</param>
    /// <param name="random">Source of the draws.</param>
    /// <exception cref="InvalidDataException">The teacher's layers do not fit the student.</exception>
    public static Dictionary<string, float[]> Initial(
        EncoderConfig config, StudentTokenizer vocabulary, TextEncoder? teacher, IReadOnlyList<int> layersFrom, Random random,
            CancellationToken interrupt)
    {
        var weights = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, shape) in EncoderShapes.Of(config))
        {
            var count = (int)shape.Aggregate(1L, (a, b) => a * b);
            weights[name] = name.EndsWith(".bias", StringComparison.Ordinal) ? new float[count]
                : name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? [.. Enumerable.Repeat(1f, count)]
                : NormalDraw.Of(random, count, Deviation);
        }
        if (teacher is not null && layersFrom.Count > 0) { TeacherLayers.Copy(weights, config, vocabulary, teacher, layersFrom); }
        else if (teacher is not null && config.Hidden <= teacher.Size)
        {
            FromTeacher(weights[EncoderShapes.Words], config, vocabulary, teacher, interrupt);
        }
        Array.Clear(weights[EncoderShapes.Words], config.PadId * config.Hidden, config.Hidden);
        if (config.ModelType == "roberta") { Array.Clear(weights[EncoderShapes.Positions], config.PadId * config.Hidden, config.Hidden); }
        return weights;
    }

    private static void FromTeacher(float[] words, EncoderConfig config, StudentTokenizer vocabulary, TextEncoder teacher,
        CancellationToken interrupt)
    {
        var named = vocabulary.Ids.Select(v => (Id: v.Value, Text: vocabulary.Text(v.Key)!)).Where(v => v.Text is not null).ToArray();
        var rows = teacher.Embed([.. named.Select(v => teacher.Tokens(v.Text))], interrupt);
        var places = Pca.Fit(rows, teacher.Size, config.Hidden).Project(rows);
        var scale = Deviation / Math.Sqrt(places.Average(p => (double)p * p));
        for (var i = 0; i < named.Length; i++)
        {
            for (var d = 0; d < config.Hidden; d++)
            {
                words[named[i].Id * config.Hidden + d] = (float)(places[i * config.Hidden + d] * scale);
            }
        }
    }
}
