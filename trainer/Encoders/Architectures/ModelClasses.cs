using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>The classes that config.json names beside its <c>model_type</c>: one of another kind means that the two do not belong together,
/// and one with code of its own that nobody here has read it.</summary>
internal static class ModelClasses
{
    // By what a class's name begins with; the longer first where one begins like another.
    private static readonly (string Class, string Type)[] Families =
    [
        ("XLMRobertaXL", "xlm-roberta-xl"), ("XLMRoberta", "xlm-roberta"), ("RobertaPreLayerNorm", "roberta-prelayernorm"),
        ("Roberta", "roberta"), ("BertGeneration", "bert-generation"), ("Bert", "bert"), ("DistilBert", "distilbert"), ("MPNet", "mpnet"),
        ("Electra", "electra"), ("Albert", "albert"), ("DebertaV2", "deberta-v2"), ("Deberta", "deberta"), ("ModernBert", "modernbert"),
        ("T5", "t5"), ("MT5", "mt5"), ("Camembert", "camembert"), ("MegatronBert", "megatron-bert"), ("NomicBert", "nomic_bert"),
        ("JinaBert", "jina_bert"), ("XLNet", "xlnet"), ("GPT2", "gpt2"),
    ];

    /// <summary>Compares them with the kind.</summary>
    /// <param name="root">config.json.</param>
    /// <param name="type">Its <c>model_type</c>.</param>
    /// <exception cref="InvalidDataException">They contradict each other, or the encoder has code of its own.</exception>
    public static void Require(JsonPlace root, string type)
    {
        if (root.Find("auto_map")?.Find("AutoModel") is { } code)
        {
            throw code.Fault("code of its own, which is not run; expected one of the published kinds", "Choose another encoder");
        }
        if (root.Find("architectures") is not { } classes) { return; }
        foreach (var place in classes.Items())
        {
            var name = place.Text();
            var family = Families.FirstOrDefault(f => name.StartsWith(f.Class, StringComparison.Ordinal)).Type;
            if (family is not null && Alike(family) != Alike(type))
            {
                throw place.Fault($"a class of the kind {family}, but model_type is {type}; expected one kind",
                    "Take the config.json that was saved with the weights");
            }
        }
    }

    // The same layers, read alike.
    private static string Alike(string type) => type is "roberta" or "camembert" ? "xlm-roberta" : type;
}
