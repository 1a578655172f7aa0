using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>What is wrong with a checkpoint is said in one message: what was found, what was expected, what to do.</summary>
public sealed class CheckpointFaultsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoint-").FullName;

    private static EncoderConfig Tiny { get; } = new("bert", 4, 1, 1, 4, 6, 8, 2, 1e-12, "gelu", 0);

    private string Weights => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WholeCheckpoint_KeepsEveryValueAndNamesTheUnexpected()
    {
        Write(extra: [("head.mystery", [2], [1, 2]), ("cls.predictions.bias", [1], [0])]);
        var read = EncoderCheckpoint.Read(_folder);
        Assert.Equal(["head.mystery"], read.Unexpected);
        Assert.Equal(EncoderShapes.Of(Tiny).Values.Sum(s => s.Aggregate(1L, (a, b) => a * b)), read.Count);
        Assert.Null(read.Pooling);
    }

    [Theory]
    [InlineData("{\"pooling_mode_mean_tokens\":true,\"pooling_mode_cls_token\":true}", "cls+mean")]
    [InlineData("{\"pooling_mode\":\"lasttoken\"}", "lasttoken")]
    public void Read_SentenceTransformersPooling_IsTheDefault(string json, string pooling)
    {
        Write();
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, "1_Pooling", "config.json"), json);
        Assert.Equal(pooling, Pooling.Resolve(Pooling.Auto, EncoderCheckpoint.Read(_folder)));
    }

    [Fact]
    public void Read_Truncated_SaysWhichTensorIsCut()
    {
        Write();
        var bytes = File.ReadAllBytes(Weights);
        File.WriteAllBytes(Weights, bytes[..^3]);
        Says("it is truncated: download it again");
        File.WriteAllBytes(Weights, bytes[..40]);
        Says("it is truncated or no safetensors file: download it again");
        File.WriteAllBytes(Weights, [1, 2]);
        Says("has 2 bytes, expected at least 10");
    }

    [Fact]
    public void Read_OtherShape_SaysBothShapes()
    {
        Write(change: (EncoderShapes.Positions, [4, 8]));
        Says("embeddings.position_embeddings.weight has the shape [4, 8], expected [8, 4] by config.json");
    }

    [Theory]
    [InlineData(float.NaN, "NaN at position 5")]
    [InlineData(float.NegativeInfinity, "-Infinity at position 5")]
    public void Read_NotFinite_SaysWhere(float value, string said)
    {
        Write(bad: value);
        Says($"holds {said} of embeddings.word_embeddings.weight, expected finite numbers");
    }

    [Fact]
    public void Read_MissingWeights_NamesTheFirstAndTheStrange()
    {
        Write(without: "encoder.layer.0.intermediate.dense.bias", extra: [("encoder.layer.0.intermediate.dense.shift", [4], [1, 1, 1, 1])]);
        Says("1 of 21 weights are missing, the first is encoder.layer.0.intermediate.dense.bias and 1 have names that no bert encoder "
            + "has, the first is encoder.layer.0.intermediate.dense.shift");
    }

    [Fact]
    public void Read_WrongConfig_SaysWhatIsExpected()
    {
        Write();
        string Config(string name, JsonNode? value)
        {
            var json = JsonNode.Parse(JsonSerializer.Serialize(Described()))!.AsObject();
            json[name] = value;
            return json.ToJsonString();
        }
        void With(string config, string said)
        {
            File.WriteAllText(Path.Combine(_folder, "config.json"), config);
            Says(said);
        }
        With(Config("model_type", "gpt2"), "the architecture is \"gpt2\", expected bert, roberta, xlm-roberta, distilbert, t5, mpnet, ");
        With(Config("hidden_act", "swish"), "the activation is \"swish\", expected gelu or gelu_new");
        With(Config("num_attention_heads", 3), "3 heads do not divide the hidden size 4");
        With(Config("position_embedding_type", "relative_key"), "positions are \"relative_key\", expected absolute");
        With(Config("hidden_size", null), "hidden_size is missing or not a number above 0");
        With("{", "is not JSON");
        With("[]", "expected a JSON object");
        File.Delete(Path.Combine(_folder, "config.json"));
        Says("has no config.json");
        Assert.Throws<DirectoryNotFoundException>(() => EncoderCheckpoint.Read(Path.Combine(_folder, "absent")));
    }

    [Fact]
    public void Read_NoWeightsOrShards_SaysWhatIsMissing()
    {
        Write();
        File.Delete(Weights);
        Says("has no model.safetensors; expected the weights there, in pytorch_model.bin, or in shards");
        File.WriteAllText(Weights + ".index.json", "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\"}}");
        Says("names model-00001-of-00002.safetensors, which is not there");
        File.WriteAllText(Weights + ".index.json", "{}");
        Says("weight_map is missing");
    }

    [Theory]
    [InlineData("", "No tokenizer in")]
    [InlineData("{", "tokenizer.json is not JSON")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"a\",\"vocab\":{\"a\":0}},\"normalizer\":null}",
        "has no post_processor")]
    [InlineData("{\"model\":{\"type\":\"WordLevel\",\"vocab\":{}}}", "kind WordLevel, which is not supported")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}},\"normalizer\":null}", "has no [UNK]")]
    [InlineData("{\"added_tokens\":[],\"normalizer\":{\"type\":\"Rot13\"},\"pre_tokenizer\":null,\"model\":{\"type\":\"Unigram\","
        + "\"unk_id\":0,\"vocab\":[[\"<unk>\",0]]}}", "normalises texts by Rot13")]
    [InlineData("{\"added_tokens\":[],\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAEAAA==\"},"
        + "\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"},\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0],"
            + "[\"</s>\",0],[\"<pad>\",0]]}}", "do not hold a trie")]
    public void Open_WrongTokenizer_SaysSo(string json, string said)
    {
        if (json.Length > 0) { File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json); }
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedSentencePieceModel_SaysSo()
    {
        File.WriteAllBytes(Path.Combine(_folder, "spiece.model"), [10, 20, 1]);
        Assert.Contains("is truncated; expected a SentencePiece unigram model",
            Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    // Pickles by hand: protocol 2, then what each case says.
    [Theory]
    [InlineData("cos\nsystem\nX\u0004\0\0\0true\u0085R.", "asks for os.system, which is no part of a tensor")]
    [InlineData("cbuiltins\neval\n.", "asks for builtins.eval")]
    [InlineData("ctorch.storage\n_load_from_bytes\n.", "asks for torch.storage._load_from_bytes")]
    [InlineData("i0\nx\n.", "uses the pickle instruction 0x69 at byte 2")]
    [InlineData("}.", "holds no dictionary of tensors")]
    [InlineData("h\u0007.", "is damaged at byte")]
    [InlineData("t.", "is damaged at byte")]
    [InlineData("X\u00ff\u00ff\0\0a.", "is damaged at byte")]
    [InlineData("}", "is damaged at byte")]
    public void TorchFile_HostilePickle_IsRefusedWithoutBeingRun(string pickle, string said)
    {
        Write();
        File.Delete(Weights);
        Torch(Latin("\u0080\u0002" + pickle));
        Says(said);
    }

    [Theory]
    [InlineData("FloatStorage", 24, 0, "(K\u0006K\u0004t", "(K\u0004K\u0001t", 96, null)]
    [InlineData("FloatStorage", 24, 0, "(K\u0006K\u0004t", "(K\u0001K\u0006t", 96, null)]
    [InlineData("FloatStorage", 24, 1, "(K\u0006K\u0004t", "(K\u0004K\u0001t", 96, "which does not fit")]
    [InlineData("FloatStorage", 24, 0, "(K\u0006K\u0004t", "(K\u0004K\u0001t", 92, "has 92 bytes for")]
    [InlineData("FloatStorage", 24, 0, "(K\u0006K\u0004t", "(K\u0004t", 96, "another number of strides than dimensions")]
    [InlineData("LongStorage", 24, 0, "(K\u0006K\u0004t", "(K\u0004K\u0001t", 192, "in a LongStorage, expected FloatStorage")]
    public void TorchFile_Tensor_IsReadWithinItsBounds(string type, int count, int offset, string shape, string stride, int bytes,
        string? said)
    {
        Write();
        File.Delete(Weights);
        const string Name = "embeddings.word_embeddings.weight";
        var pickle = $"\u0080\u0002}}(X{(char)Name.Length}\0\0\0{Name}"
            + $"ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\n{type}\nX\u0001\0\0\00X\u0003\0\0\0cpuK{(char)count}"
                + $"tQK{(char)offset}{shape}{stride}\u0089ccollections\nOrderedDict\n)RtRu.";
        var values = Enumerable.Range(0, bytes / 4).SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();
        Torch(Latin(pickle), values);
        if (said is not null) { Says(said); return; }
        using var file = new TorchFile(Path.Combine(_folder, "pytorch_model.bin"));
        var read = file.Read(Name);
        Assert.Equal(stride[2] == 4 ? [0, 1, 2, 3, 4] : [0f, 6, 12, 18, 1], read[..5]);
        Assert.Equal([6, 4], file.Shape(Name));
    }

    [Fact]
    public void TorchFile_NoArchive_SaysSo()
    {
        Write();
        File.Delete(Weights);
        File.WriteAllBytes(Path.Combine(_folder, "pytorch_model.bin"), [0x80, 2, 0x8a, 10, 1]);
        Says("is no zip archive; expected a file written by torch.save of PyTorch 1.6 or later");
        File.WriteAllBytes(Path.Combine(_folder, "pytorch_model.bin"), [(byte)'P', (byte)'K', 3, 4, 0, 0]);
        Says("is a damaged or truncated archive");
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private void Torch(byte[] pickle, byte[]? blob = null)
    {
        using var archive = ZipFile.Open(Path.Combine(_folder, "pytorch_model.bin"), ZipArchiveMode.Create);
        void Add(string name, byte[] bytes)
        {
            using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }
        Add("archive/data.pkl", pickle);
        Add("archive/byteorder", Latin("little"));
        if (blob is not null) { Add("archive/data/0", blob); }
    }

    private void Says(string what) =>
        Assert.Contains(what, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);

    private static Dictionary<string, object> Described() => new()
    {
        ["model_type"] = "bert",
        ["hidden_size"] = Tiny.Hidden,
        ["num_hidden_layers"] = Tiny.Layers,
        ["num_attention_heads"] = Tiny.Heads,
        ["intermediate_size"] = Tiny.Intermediate,
        ["vocab_size"] = Tiny.Vocabulary,
        ["max_position_embeddings"] = Tiny.Positions,
        ["type_vocab_size"] = Tiny.TokenTypes,
        ["hidden_act"] = "gelu",
    };

    // float32, so that a value may be NaN.
    private void Write(IReadOnlyList<(string, long[], float[])>? extra = null, (string Name, long[] Shape)? change = null,
        string? without = null, float? bad = null)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), JsonSerializer.Serialize(Described()));
        var tensors = EncoderShapes.Of(Tiny).Where(s => s.Key != without)
            .Select(s => (Name: s.Key, Shape: s.Key == change?.Name ? change.Value.Shape : s.Value))
            .Select(s => (s.Name, s.Shape, Ones(s.Shape)))
            .Concat(extra ?? []).ToArray();
        if (bad is { } value) { tensors[0].Item3[5] = value; }
        var header = new JsonObject();
        var at = 0;
        foreach (var (name, shape, values) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(s => (JsonNode)s)]),
                ["data_offsets"] = new JsonArray(at, at += 4 * values.Length)
            };
        }
        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(Weights, [.. length, .. json, .. tensors.SelectMany(t => t.Item3).SelectMany(BitConverter.GetBytes)]);
    }

    private static float[] Ones(long[] shape) => [.. Enumerable.Repeat(1f, (int)shape.Aggregate(1L, (a, b) => a * b))];
}
