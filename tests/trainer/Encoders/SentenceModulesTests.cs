using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>What a sentence-transformers folder puts behind the pooling and before the texts is done, or refused by name.</summary>
public sealed class SentenceModulesTests : IDisposable
{
    private const int Hidden = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("sentence-").FullName;

    public SentenceModulesTests() => ToyBert.Write(_folder, [.. ToyBert.Letters, ":"], positions: 40);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Embed_DenseOfZeros_GivesTheBiasForEveryText()
    {
        Dense("Identity", bias: 0.5f);
        using var encoder = Open();
        Assert.Equal(3, encoder.Size);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], encoder.Embed([encoder.Tokens("ab"), encoder.Tokens("xyz")], default));
    }

    // Worked out beside it: W picks single components, tanh follows.
    [Fact]
    public void Embed_DenseThatPicksComponents_IsTheirTanh()
    {
        float[] plain;
        using (var bare = Open()) { plain = bare.Embed([bare.Tokens("ab")], default); }
        Dense("Tanh", bias: 0, weight: (row, column) => column == row + 1 ? 1 : 0);
        using var encoder = Open();
        var found = encoder.Embed([encoder.Tokens("ab")], default);
        for (var i = 0; i < 3; i++) { Assert.Equal(Math.Tanh(plain[i + 1]), found[i], 1e-6); }
    }

    [Fact]
    public void Embed_Normalize_HasLengthOne()
    {
        Modules("Transformer:", "Pooling:1_Pooling", "Normalize:2_Normalize");
        using var encoder = Open();
        var vector = encoder.Embed([encoder.Tokens("ab")], default);
        Assert.Equal(1, vector.Sum(v => (double)v * v), 1e-5);
        Assert.Equal("mean normalized", encoder.Reads);
    }

    [Fact]
    public void Read_PoolingInAFolderOfAnotherName_IsFound()
    {
        Modules("Transformer:", "Pooling:how_to_pool");
        Directory.CreateDirectory(Path.Combine(_folder, "how_to_pool"));
        File.WriteAllText(Path.Combine(_folder, "how_to_pool", "config.json"), """{"pooling_mode_cls_token":true}""");
        Assert.Equal("cls", EncoderCheckpoint.Read(_folder).Pooling);
    }

    [Theory]
    [InlineData("auto", "q: ab")]
    [InlineData("none", "ab")]
    [InlineData("passage", "p: ab")]
    [InlineData("z", "zab")]
    public void Tokens_Prompt_StandsBeforeTheText(string setting, string read)
    {
        Prompts();
        using var encoder = TextEncoder.Open(_folder, "auto", 40, Precision.Fp32, CPU, setting);
        using var plain = TextEncoder.Open(_folder, "auto", 40, Precision.Fp32, CPU, "none");
        var tokens = encoder.Tokens("ab");
        Assert.Equal(plain.Tokens(read).Ids, tokens.Ids);
        // The prompt covers nothing of the text, so that no explanation shows it as a word.
        Assert.All(tokens.Offsets, o => Assert.InRange(o.End, 0, 2));
        Assert.Equal((0, 2), (tokens.Offsets[..^1].Where(o => o.End > o.Start).Min(o => o.Start), tokens.Offsets.Max(o => o.End)));
    }

    [Fact]
    public void Cell_OfACheckpointWithPromptAndDense_StoresThem_AndOthersKeepTheirIds()
    {
        var before = Cell(new TrainingSettings());
        Assert.Equal(("none", "false", "false"), (Value(before, "prompt"), Value(before, "dense"), Value(before, "normalize")));
        Prompts();
        Dense("Tanh", bias: 0.1f);
        var asked = Cell(new TrainingSettings());
        Assert.Equal(("q: ", "true", 3), (Value(asked, "prompt"), Value(asked, "dense"), asked.EmbeddingSize));
        var without = Cell(new TrainingSettings { Prompt = "none", Dense = false });
        Assert.Equal(before.Id, without.Id);
        Assert.NotEqual(before.Id, asked.Id);
        Assert.NotEqual(asked.Id, Cell(new TrainingSettings { Prompt = "passage" }).Id);
    }

    [Fact]
    public void Train_ThroughDense_LearnsItAndReadsItsSize()
    {
        Dense("Tanh", bias: 0, weight: (row, column) => MathF.Sin(row + 3 * column));
        var cell = Cell(new TrainingSettings { Shots = 8, Steps = 6, LearningRate = 1e-2, BatchSize = 8, Normalize = true });
        int[] train = [.. Enumerable.Range(0, 8)];
        var (model, _, _) = FewShotTraining.Train(cell, train, CPU, (_, _) => { }, default);
        using (model)
        {
            var (rows, _) = model.Read(model.Network.Sample.Tokens(train), default);
            Assert.Equal(8 * 3, rows.Length);
            Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(1, rows[(3 * i)..(3 * i + 3)].Sum(v => (double)v * v), 1e-4));
            Assert.NotEqual(MathF.Sin(0), model.Network.Parameters.Copy("sentence.dense.0.weight")[0]);
        }
    }

    [Theory]
    [InlineData("LSTM:2_LSTM", "modules[2]", "LSTM is not known there")]
    [InlineData("WeightedLayerPooling:2_W", "[2].type", "WeightedLayerPooling is not known there")]
    [InlineData("Dense:../outside", "[2].path", "expected a folder inside the checkpoint's")]
    [InlineData("Dense:2_Dense", "2_Dense", "")]
    public void Read_OtherModule_IsRefusedByName(string module, string place, string said)
    {
        Modules("Transformer:", "Pooling:1_Pooling", module);
        var message = Assert.ThrowsAny<IOException>(() => Wrapped(() => EncoderCheckpoint.Read(_folder))).Message;
        Assert.Contains(place.Replace("modules", "", StringComparison.Ordinal), message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"in_features":16,"out_features":3,"activation_function":"torch.nn.modules.activation.Softplus"}""",
        "activation_function is \"torch.nn.modules.activation.Softplus\", expected Tanh")]
    [InlineData("""{"in_features":16,"out_features":4}""", "linear.weight has the shape [3, 16], expected [4, 16]")]
    [InlineData("""{"in_features":16,"out_features":3,"module_output_name":"token_embeddings"}""",
        "module_output_name is \"token_embeddings\"")]
    [InlineData("""{"out_features":3}""", "in_features is missing")]
    [InlineData("""{"in_features":16,"out_features":2000000000}""",
        "out_features is 2000000000, expected a whole number from 1 to 1000000")]
    public void Read_DenseThatDoesNotFit_IsRefused(string config, string said)
    {
        Dense("Tanh", bias: 0);
        File.WriteAllText(Path.Combine(_folder, "2_Dense", "config.json"), config);
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DenseBehindAnotherPooling_SaysBothSizes()
    {
        Dense("Tanh", bias: 0);
        Assert.Contains("takes 16 numbers, and the pooling gives 32",
            Assert.Throws<InvalidDataException>(() => TextEncoder.Open(_folder, "cls+mean", 40, Precision.Fp32, CPU)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DefaultPromptThatIsNone_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"),
            """{"prompts":{"query":"q: "},"default_prompt_name":"passage"}""");
        Assert.Contains("default_prompt_name is \"passage\", expected one of the prompts: query",
            Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    // The flags and the field are two spellings of one setting.
    [Theory]
    [InlineData("""{"pooling_mode":["max","cls"],"embedding_dimension":16}""", "max+cls")]
    [InlineData("""{"pooling_mode":"mean_sqrt_len_tokens"}""", "mean_sqrt_len")]
    [InlineData("""{"pooling_mode":"cls","pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""", "cls")]
    [InlineData("""{"pooling_mode_lasttoken":true,"pooling_mode_cls_token":true,"pooling_mode_weightedmean_tokens":true}""",
        "cls+weightedmean+lasttoken")]
    public void Read_PoolingInEverySpelling_IsHonoured(string json, string pooling)
    {
        Modules("Transformer:", "Pooling:1_Pooling");
        Pools(json);
        Assert.Equal(pooling, EncoderCheckpoint.Read(_folder).Pooling);
    }

    [Theory]
    [InlineData("""{"word_embedding_dimension":768,"pooling_mode_mean_tokens":true}""",
        "word_embedding_dimension is 768, but the encoder's states have 16 numbers; expected as many")]
    [InlineData("""{"pooling_mode":"cls","pooling_mode_mean_tokens":true}""",
        "pooling_mode is \"cls\", but the flags beside it turn mean on; expected one of both")]
    [InlineData("""{"pooling_mode_mean_tokens":true,"pooling_mode_attention_tokens":true}""",
        "pooling_mode_attention_tokens is true, which is not known; expected some of pooling_mode_cls_token")]
    [InlineData("""{"pooling_mode":["mean","attention"]}""", "pooling_mode[1] is \"attention\", which is not known; expected some of cls")]
    [InlineData("""{"pooling_mode":"decoder_first"}""", "pooling_mode is \"decoder_first\", which is not known")]
    [InlineData("""{"pooling_mode_mean_tokens":false}""", "turns no pooling on that is known")]
    public void Read_PoolingThatDoesNotFit_IsRefused(string json, string said)
    {
        Modules("Transformer:", "Pooling:1_Pooling");
        Pools(json);
        Says(said);
    }

    // A mean in the place of what the checkpoint was trained with would be a wrong figure without a word.
    [Fact]
    public void Read_PoolingFolderThatIsNotThere_IsRefused()
    {
        Modules("Transformer:", "Pooling:1_Pooling");
        Directory.Delete(Path.Combine(_folder, "1_Pooling"), recursive: true);
        Says("config.json is missing, but modules.json names its folder; expected how the checkpoint pools. Copy the whole folder again");
    }

    [Theory]
    [InlineData("names no Pooling; expected Transformer, Pooling, Dense and Normalize in this order", "Transformer:")]
    [InlineData("names no Transformer", "Dropout:1_Dropout")]
    [InlineData("Pooling is not known there", "Pooling:1_Pooling")]
    [InlineData("Transformer is not known there", "Transformer:", "Transformer:", "Pooling:1_Pooling")]
    [InlineData("Normalize is not known there", "Transformer:", "Normalize:2_Normalize", "Pooling:1_Pooling")]
    [InlineData("Dense is not known there", "Transformer:", "Dense:2_Dense", "Pooling:1_Pooling")]
    public void Read_ModulesInAnotherOrder_AreRefused(string said, params string[] modules)
    {
        Modules(modules);
        Says(said);
    }

    [Fact]
    public void Read_ModuleWithCodeOfItsOwn_IsRefused()
    {
        Modules("Transformer:", "Pooling:1_Pooling");
        var file = Path.Combine(_folder, "modules.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("sentence_transformers.models.T", "custom_st.T", StringComparison.Ordinal));
        Says("[0].type is \"custom_st.Transformer\", code of its own, which is not run; expected a module of sentence_transformers");
    }

    [Fact]
    public void Read_DenseWithABiasThatItsSettingsDeny_IsRefused()
    {
        Dense("Tanh", bias: 0);
        File.WriteAllText(Path.Combine(_folder, "2_Dense", "config.json"), """{"in_features":16,"out_features":3,"bias":false}""");
        Says("2_Dense holds linear.bias, which the Dense layer as config.json describes it does not have; expected linear.weight alone");
    }

    [Fact]
    public void Read_VectorsThatAreCut_AreRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"), """{"truncate_dim":8}""");
        Says("truncate_dim is 8, which is not honoured; expected none: vectors are compared whole");
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "say do_lower_case true, but the tokenizer tells upper from lower case")]
    public void Open_TextsInLowerCase_NeedATokenizerThatDoesSo(bool lowers, string? said)
    {
        File.WriteAllText(Path.Combine(_folder, "sentence_bert_config.json"), """{"max_seq_length":12,"do_lower_case":true}""");
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), $$"""{"do_lower_case":{{(lowers ? "true" : "false")}}}""");
        if (said is null) { Assert.Equal((12, true), (Open().Checkpoint.Modules.MaxTokens, Open().Checkpoint.Modules.Lowers)); }
        else { Says(said); }
    }

    [Theory]
    [InlineData("{}", " has no model_type; modules.json has the encoder in 0_Transformer.")]
    [InlineData(null, " has no config.json; its modules.json has the encoder in 0_Transformer.")]
    public void Read_LayoutOfOldVersions_SaysWhatToMove(string? config, string said)
    {
        Modules("Transformer:0_Transformer", "Pooling:1_Pooling");
        var file = Path.Combine(_folder, "config.json");
        File.Delete(file);
        if (config is not null) { File.WriteAllText(file, config); }
        Says(said + " Copy the files of 0_Transformer beside modules.json and let its path there be empty.");
    }

    private static EncoderCheckpoint Wrapped(Func<EncoderCheckpoint> read)
    {
        try { return read(); }
        catch (InvalidDataException e) { throw new IOException(e.Message, e); }
    }

    private TextEncoder Open() => TextEncoder.Open(_folder, "auto", 40, Precision.Fp32, CPU);

    private static string Value(TrainingCell cell, string name) => cell.Values().Single(v => v.Group == "training" && v.Name == name).Value;

    private TrainingCell Cell(TrainingSettings settings)
    {
        var checkpoint = EncoderCheckpoint.Read(_folder);
        var tokenizer = DmlStudio.Trainer.Tokenizers.PromptedTokenizer.Of(CheckpointTokenizer.Open(checkpoint),
            checkpoint.Modules.Prompt(settings.Prompt));
        var texts = Enumerable.Range(0, 24)
            .Select(i => new LabelledText(i % 2 == 0 ? $"ab {(char)('a' + i)}" : $"xy {(char)('a' + i)}", null, i % 2)).ToArray();
        var corpus = new Corpus("toy", ["a", "b"], texts);
        return new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(corpus, checkpoint, tokenizer, 40),
            Loss = "cce",
            Settings = settings,
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32
        };
    }

    private void Prompts() =>
        File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"),
            """{"prompts":{"query":"q: ","passage":"p: "},"default_prompt_name":"query"}""");

    private void Modules(params string[] modules)
    {
        File.WriteAllText(Path.Combine(_folder, "modules.json"),
            "[" + string.Join(',', modules.Select((m, i) =>
            $$"""{"idx":{{i}},"name":"{{i}}","path":"{{m.Split(':')[1]}}","type":"sentence_transformers.models.{{m.Split(':')[0]}}"}"""))
                    + "]");
        Pools("""{"word_embedding_dimension":16,"pooling_mode_mean_tokens":true}""");
    }

    private void Pools(string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, "1_Pooling", "config.json"), json);
    }

    private void Says(string said) => Assert.Contains(said,
        Assert.Throws<InvalidDataException>(() => CheckpointTokenizer.Open(EncoderCheckpoint.Read(_folder))).Message,
        StringComparison.Ordinal);

    private void Dense(string activation, float bias, Func<int, int, float>? weight = null)
    {
        Modules("Transformer:", "Pooling:1_Pooling", "Dense:2_Dense");
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "2_Dense")).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"),
            $$"""
            {
              "in_features": {{Hidden}}, "out_features": 3, "bias": true,
              "activation_function": "torch.nn.modules.activation.{{activation}}"
            }
            """);
        SafetensorsWriter.WriteHalf(Path.Combine(folder, "model.safetensors"),
            [("linear.weight", [3L, Hidden],
                [.. Enumerable.Range(0, 3 * Hidden).Select(i => weight?.Invoke(i / Hidden, i % Hidden) ?? 0)]), ("linear.bias", [3L],
                [bias, bias, bias])]);
    }
}
