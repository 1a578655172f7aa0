using System.Text.Json.Nodes;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Weights that config.json does not account for, that stand twice or were never filled are refused by name.</summary>
public sealed class CheckpointWeightsTests : IDisposable
{
    private const string Scale = "embeddings.LayerNorm.weight", Matrix = "encoder.layer.1.output.dense.weight";
    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    public CheckpointWeightsTests() => ToyBert.Write(_folder, ToyBert.Letters, positions: 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bert", "roberta.", "roberta.embeddings.word_embeddings.weight, as a model of the kind roberta calls it, but config.json "
        + "says bert")]
    [InlineData("roberta", "bert.", "as a model of the kind bert calls it, but config.json says roberta, which counts positions otherwise")]
    [InlineData("xlm-roberta", "bert.", "as a model of the kind bert calls it, but config.json says xlm-roberta")]
    [InlineData("bert", "bert.", null)]
    [InlineData("xlm-roberta", "roberta.", null)]
    public void Read_PrefixOfAnotherKind_IsRefused(string type, string prefix, string? said)
    {
        Configured("model_type", type);
        Changed(all => all.Select(t => (prefix + t.Name, t.Shape, t.Values)));
        if (said is null) { Assert.Empty(EncoderCheckpoint.Read(_folder).Unexpected); } else { Says(said); }
    }

    // What changes a state and no field of config.json promises.
    [Theory]
    [InlineData("encoder.layer.0.attention.self.distance_embedding.weight")]
    [InlineData("encoder.layer.0.attention.self.query.lora_A.default.weight")]
    [InlineData("encoder.layer.1.output.adapters.mine.adapter_down.0.weight")]
    [InlineData("bert.encoder.layer.0.crossattention.self.query.weight")]
    [InlineData("embeddings.more.weight")]
    public void Read_TensorWithinTheEncoder_IsRefusedByName(string name)
    {
        Changed(all => all.Append((name, [2L, 2L], [1f, 2, 3, 4])));
        Says($"holds {name}, which no bert encoder as config.json describes it has; without it the states would be another model's. "
            + "Take the config.json that was saved with the weights");
    }

    [Fact]
    public void Read_TensorBesideTheEncoder_IsLeftOutAndNamed()
    {
        Changed(all => [.. all, ("linear.weight", [2L, 2L], [1f, 2, 3, 4]), ("encoder.rotary.inv_freq", [2L], [1f, 2])]);
        Assert.Equal(["linear.weight"], EncoderCheckpoint.Read(_folder).Unexpected);
    }

    [Theory]
    [InlineData("bert." + Matrix)]
    [InlineData("embeddings.LayerNorm.gamma")]
    public void Read_OneWeightUnderTwoNames_MustBeTheSame(string name)
    {
        var of = name.EndsWith("gamma", StringComparison.Ordinal) ? Scale : Matrix;
        Changed(all => all.Append(all.Where(t => t.Name == of).Select(t => (name, t.Shape, t.Values)).Single()));
        Assert.Empty(EncoderCheckpoint.Read(_folder).Unexpected);
        Changed(all => all.Select(t => t.Name == name ? (name, t.Shape, [.. t.Values.Select(v => v + 1)]) : t));
        Says($"with other values, and both are {of} of the encoder; expected one, or the same twice. Save the encoder alone.");
    }

    // A download is given its place in zeros before it is filled.
    [Theory]
    [InlineData(EncoderShapes.Words, true)]
    [InlineData(Scale, true)]
    [InlineData(Matrix, true)]
    [InlineData("encoder.layer.1.output.dense.bias", false)]
    [InlineData("embeddings.token_type_embeddings.weight", false)]
    public void Read_NothingButZeros_IsRefusedWhereTrainingLeavesNone(string name, bool refused)
    {
        Changed(all => all.Select(t => t.Name == name ? (t.Name, t.Shape, new float[t.Values.Length]) : t));
        if (refused) { Says($"holds nothing but zeros in {name}; expected trained weights. A download was not finished"); }
        else { EncoderCheckpoint.Read(_folder); }
    }

    [Theory]
    [InlineData("architectures", """["RobertaForMaskedLM"]""",
        "architectures[0] is \"RobertaForMaskedLM\", a class of the kind roberta, but model_type is bert; expected one kind")]
    [InlineData("architectures", """["MegatronBertModel"]""", "a class of the kind megatron-bert, but model_type is bert")]
    [InlineData("architectures", """["BertForSequenceClassification"]""", null)]
    [InlineData("architectures", """["HF_ColBERT"]""", null)]
    [InlineData("auto_map", """{"AutoModel":"modeling.JinaBertModel"}""",
        "auto_map.AutoModel is \"modeling.JinaBertModel\", code of its own, which is not run")]
    [InlineData("auto_map", """{"AutoModelForSequenceClassification":"modeling.Head"}""", null)]
    [InlineData("pruned_heads", """{"0":[1]}""", "pruned_heads is an object, which is not honoured; expected none")]
    [InlineData("pruned_heads", "{}", null)]
    [InlineData("hidden_act", "\"gelu_python\"", null)]
    [InlineData("hidden_act", "\"quick_gelu\"", "the activation is \"quick_gelu\", expected gelu or gelu_new")]
    public void Read_ConfigThatContradictsItself_IsRefused(string field, string json, string? said)
    {
        Configured(field, JsonNode.Parse(json));
        if (said is null) { EncoderCheckpoint.Read(_folder); } else { Says(said); }
    }

    [Theory]
    [InlineData("gelu_pytorch_tanh", "gelu_new")]
    [InlineData("gelu_fast", "gelu_new")]
    [InlineData("gelu_python", "gelu")]
    public void Read_OtherNamesOfAnActivation_AreTheSameFunction(string name, string same)
    {
        Configured("hidden_act", name);
        Assert.Equal(same, EncoderCheckpoint.Read(_folder).Config.Activation);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "config.json says pad_token_id 1, but the tokenizer pads with 0; expected the same, since positions count from it")]
    public void Open_PaddingThatMovesPositions_IsRefused(int pad, string? said)
    {
        Configured("model_type", "roberta");
        Configured("pad_token_id", pad);
        if (said is null) { CheckpointTokenizer.Open(EncoderCheckpoint.Read(_folder)); } else { Says(said); }
    }

    [Fact]
    public void Encode_PairWithoutATypeForTheSecondText_IsRefusedByName()
    {
        Configured("type_vocab_size", 1);
        Changed(all => all.Select(t => t.Name == "embeddings.token_type_embeddings.weight" ? (t.Name, [1L, 16L], t.Values[..16]) : t));
        var tokenizer = CheckpointTokenizer.Open(EncoderCheckpoint.Read(_folder));
        Assert.Equal(4, tokenizer.Encode("ab", null, 8).Count);
        foreach (var reads in new[] { tokenizer, DmlStudio.Trainer.Tokenizers.PromptedTokenizer.Of(tokenizer, "q ") })
        {
            Assert.Contains("the tokenizer gives a second text the token type 1, but config.json's type_vocab_size is 1; expected",
                Assert.Throws<InvalidDataException>(() => reads.Encode("ab", "cd", 8)).Message, StringComparison.Ordinal);
        }
    }

    private void Says(string said) => Assert.Contains(said,
        Assert.Throws<InvalidDataException>(() => CheckpointTokenizer.Open(EncoderCheckpoint.Read(_folder))).Message,
        StringComparison.Ordinal);

    private void Configured(string field, JsonNode? value)
    {
        var path = Path.Combine(_folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[field] = value;
        File.WriteAllText(path, config.ToJsonString());
    }

    private void Changed(
        Func<IReadOnlyList<(string Name, long[] Shape, float[] Values)>, IEnumerable<(string Name, long[] Shape, float[] Values)>> change)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        (string, long[], float[])[] all;
        using (var file = new SafetensorsFile(path))
        {
            all = [.. file.Names.Select(n => (n, file.Shape(n).ToArray(), file.Read(n)))];
        }
        SafetensorsWriter.WriteHalf(path, change(all));
    }
}
