using System.Globalization;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Distillation;

/// <summary>A student that begins as a part of its teacher: some of its layers, its word table and positions.</summary>
/// <remarks>Sanh et al. 2019, arXiv:1910.01108, section 3, take every second layer; neurons of a feed-forward layer are ranked
/// by the product of the norms of their weights in and out.</remarks>
internal static class TeacherLayers
{
    /// <param name="weights">The student's weights, overwritten.</param>
    /// <param name="config">Sizes of the student.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="layers">Its layers, one for each of the student's.</param>
    /// <exception cref="InvalidDataException">The sizes do not fit, or the teacher has other layers than BERT's.</exception>
    public static void Copy(Dictionary<string, float[]> weights, EncoderConfig config, StudentTokenizer vocabulary, TextEncoder teacher,
        IReadOnlyList<int> layers)
    {
        var (from, of) = (teacher.Checkpoint, teacher.Checkpoint.Config);
        if (!of.IsBert)
        {
            throw new InvalidDataException(
                $"Layers of {from.Name} are those of a {of.ModelType}, and the student has BERT's; expected a teacher of the kind "
                    + "bert, roberta or xlm-roberta. Leave out --layers-from, or choose such a teacher.");
        }
        if (of.Hidden != config.Hidden || of.Heads != config.Heads || of.Intermediate < config.Intermediate
            || of.MaxTokens < config.MaxTokens)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"Layers of {from.Name} have {of.Hidden} states, {of.Heads} heads, {of.Intermediate} neurons and {of.MaxTokens} "
                        + $"positions; ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"the student has {config.Hidden}, {config.Heads}, {config.Intermediate} and {config.MaxTokens}. Give --hidden "
                        + $"{of.Hidden} --heads {of.Heads}, and no more neurons and tokens than the teacher, or leave out --layers-from."));
        }
        if (layers.Count != config.Layers || layers.Any(l => l < 0 || l >= of.Layers))
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"--layers-from names {string.Join(",", layers)}; expected {config.Layers} numbers from 0 to {of.Layers - 1}, one "
                        + $"for each layer of the student."));
        }
        for (var layer = 0; layer < config.Layers; layer++)
        {
            string At(int l, string name) => FormattableString.Invariant($"encoder.layer.{l}.{name}");
            var kept = Strongest(from.Weight(At(layers[layer], "intermediate.dense.weight")),
                from.Weight(At(layers[layer], "output.dense.weight")), config);
            foreach (var name in weights.Keys.Where(k => k.StartsWith(At(layer, ""), StringComparison.Ordinal)).ToArray())
            {
                var part = name[At(layer, "").Length..];
                var source = from.Weight(At(layers[layer], part));
                weights[name] = part switch
                {
                    "intermediate.dense.weight" => [.. kept.SelectMany(n => source[(n * config.Hidden)..((n + 1) * config.Hidden)])],
                    "intermediate.dense.bias" => [.. kept.Select(n => source[n])],
                    "output.dense.weight" =>
                        [.. Enumerable.Range(0, config.Hidden).SelectMany(h => kept.Select(n => source[h * of.Intermediate + n]))],
                    _ => (float[])source.Clone(),
                };
            }
        }
        weights["embeddings.LayerNorm.weight"] = (float[])from.Weight("embeddings.LayerNorm.weight").Clone();
        weights["embeddings.LayerNorm.bias"] = (float[])from.Weight("embeddings.LayerNorm.bias").Clone();
        weights["embeddings.token_type_embeddings.weight"] =
            from.Weight("embeddings.token_type_embeddings.weight")[..(Math.Min(of.TokenTypes, config.TokenTypes) * config.Hidden)];
        var first = FirstPosition(config);
        var positions = from.Weight(EncoderShapes.Positions);
        Array.Copy(positions, FirstPosition(of) * of.Hidden, weights[EncoderShapes.Positions], first * config.Hidden,
            config.MaxTokens * config.Hidden);
        Words(weights[EncoderShapes.Words], config, vocabulary, teacher);
    }

    private static int FirstPosition(EncoderConfig config) => config.Positions - config.MaxTokens;

    private static int[] Strongest(float[] into, float[] outOf, EncoderConfig config)
    {
        var (hidden, all) = (config.Hidden, into.Length / config.Hidden);
        double Strength(int n)
        {
            double i = 0, o = 0;
            for (var h = 0; h < hidden; h++)
            {
                i += (double)into[n * hidden + h] * into[n * hidden + h];
                o += (double)outOf[h * all + n] * outOf[h * all + n];
            }
            return i * o;
        }
        return [.. Enumerable.Range(0, all).OrderByDescending(Strength).ThenBy(n => n).Take(config.Intermediate).Order()];
    }

    private static void Words(float[] words, EncoderConfig config, StudentTokenizer vocabulary, TextEncoder teacher)
    {
        var (table, hidden) = (teacher.Checkpoint.Weight(EncoderShapes.Words), config.Hidden);
        foreach (var (piece, id) in vocabulary.Ids)
        {
            var of = vocabulary.TeacherIds(piece, teacher);
            for (var d = 0; d < hidden; d++) { words[id * hidden + d] = of.Sum(row => table[row * hidden + d]) / of.Count; }
        }
    }
}
