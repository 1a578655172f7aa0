using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Distillation;

/// <summary>What the card of a student tells.</summary>
/// <param name="Settings">How it learnt.</param>
/// <param name="Teacher">From whom.</param>
/// <param name="Pooling">The teacher's pooling.</param>
/// <param name="PerSource">Most texts of a source.</param>
/// <param name="Sources">From what.</param>
/// <param name="Excluded">Examinations whose texts were left out.</param>
/// <param name="Held">Texts held out.</param>
/// <param name="Cosine">Mean cosine to the teacher on them.</param>
/// <param name="Similarity">Correlation of the similarities on them.</param>
internal sealed record StudentCard(DistillationSettings Settings, EncoderCheckpoint Teacher, string Pooling, int PerSource,
    TextSources Sources, IReadOnlyList<string> Excluded, int Held, double Cosine, double Similarity);

/// <summary>Writes a student in Hugging Face's layout: config, tokenizer, float16 weights, card.</summary>
internal static class StudentFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the files; weights last, so that an interrupted folder is not taken for an encoder.</summary>
    /// <param name="weights">Weights by canonical name.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    /// <param name="card">What the card tells.</param>
    public static void Write(string folder, IReadOnlyDictionary<string, float[]> weights, EncoderConfig config,
        StudentTokenizer vocabulary, StudentCard card)
    {
        vocabulary.Write(folder, config.MaxTokens);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            architectures = new[] { config.ModelType == "roberta" ? "RobertaModel" : "BertModel" },
            model_type = config.ModelType,
            hidden_size = config.Hidden,
            num_hidden_layers = config.Layers,
            num_attention_heads = config.Heads,
            intermediate_size = config.Intermediate,
            vocab_size = config.Vocabulary,
            max_position_embeddings = config.Positions,
            type_vocab_size = config.TokenTypes,
            layer_norm_eps = config.LayerNormEpsilon,
            hidden_act = config.Activation,
            hidden_dropout_prob = 0.1,
            attention_probs_dropout_prob = 0.1,
            bos_token_id = vocabulary.Ids[config.ModelType == "roberta" ? "<s>" : "[CLS]"],
            pad_token_id = config.PadId,
            eos_token_id = vocabulary.Ids[config.ModelType == "roberta" ? "</s>" : "[SEP]"],
            position_embedding_type = "absolute",
            torch_dtype = "float16",
        }, Indented) + "\n");
        File.WriteAllText(Path.Combine(folder, "README.md"), Card(config, weights.Values.Sum(w => (long)w.Length), card));
        SafetensorsWriter.WriteHalf(Path.Combine(folder, "model.safetensors"),
            EncoderShapes.Of(config).Select(s => (s.Key, s.Value, weights[s.Key])));
        // In the format of sha256sum, so that a person can check it too.
        using var file = File.OpenRead(Path.Combine(folder, "model.safetensors"));
        File.WriteAllText(Path.Combine(folder, "model.safetensors.sha256"), Convert.ToHexStringLower(SHA256.HashData(file))
            + "  model.safetensors\n");
    }

    private static string Card(EncoderConfig config, long count, StudentCard card)
    {
        var s = new StringBuilder();
        void Line(params FormattableString[] parts) =>
            s.AppendJoin("", parts.Select(p => p.ToString(CultureInfo.InvariantCulture))).AppendLine();
        Line($"# {config.Layers} layers of {config.Hidden}, {config.Vocabulary:N0} pieces");
        Line($"");
        var architecture = config.ModelType == "roberta" ? "RoBERTa architecture, lower case"
            : "BERT architecture, the teacher's pieces cut to the corpus";
        Line($"A sentence encoder of {count / 1e6:0.0} million weights ({architecture}, mean pooling, at most {config.MaxTokens} tokens), ",
            $"distilled from {card.Teacher.Name} ({card.Teacher.Count / 1e6:0.0} million weights, {card.Pooling} pooling, ",
            $"SHA-256 {card.Teacher.Checksum}).");
        Line($"");
        Line($"On {card.Held:N0} texts that it did not learn from: cosine {card.Cosine:0.000} to the teacher's embedding ",
            $"through the projection it was taught with, correlation {card.Similarity:0.000} between its own similarities of two texts ",
            $"and the teacher's.");
        Line($"");
        if (card.Settings.LayersFrom.Length > 0)
        {
            Line($"It began as a part of its teacher: layers {card.Settings.LayersFrom} with their ",
                $"{config.Intermediate} strongest neurons, ",
                $"positions, and the mean of the teacher's word rows for each piece. The teacher's licence goes with it.");
            Line($"");
        }
        Line($"## Made with");
        Line($"");
        var settings = SettingInfo.Of(typeof(DistillationSettings)).Select(i => $"--{i.Name} {i.ValueIn(card.Settings)}");
        Line($"    dotnet run -c Release --project trainer -- distil --teacher <{card.Teacher.Name}> --pooling {card.Pooling} ",
            $"--corpus <the files below> --texts-per-source {card.PerSource} --exclude {string.Join(',', card.Excluded)} ",
            $"{string.Join(' ', settings)} --out <folder>");
        Line($"");
        Line($"## Texts");
        Line($"");
        Line($"{card.Sources.Texts.Count:N0} texts, SHA-256 {card.Sources.Checksum}. ",
            $"Texts of {string.Join(", ", card.Excluded)} were left out, ",
            $"compared by letters and digits alone.");
        Line($"");
        Line($"| file | texts | taken | stood before | of an examination | SHA-256 |");
        Line($"| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var source in card.Sources.Sources)
        {
            Line($"| {source.Name} | {source.Lines} | {source.Kept} | {source.Repeated} | {source.Excluded} | {source.Checksum} |");
        }
        Line($"");
        Line($"## Limits");
        Line($"");
        Line($"English only. It knows what its texts and its teacher knew, biases included. Texts of more than {config.MaxTokens} tokens ",
            $"are cut. The decisive numbers are those on your own task: compare it with the teacher there.");
        return s.ToString();
    }
}
