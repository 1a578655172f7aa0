using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Layouts that people have, and files that ask for more than they hold: read, or refused with file and place
/// before memory is taken.</summary>
public sealed class CheckpointDoorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("door-").FullName;

    private string Folder => Path.Combine(_root, "e");

    private string Weights => Path.Combine(Folder, "model.safetensors");

    public CheckpointDoorTests() => ToyBert.Write(Folder, ToyBert.Letters, positions: 20);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // snapshots/<revision>/<file> are links to blobs/<checksum>.
    [SkippableFact]
    public void Read_CacheOfLinks_IsReadAndNamedAfterTheModel()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right of their own on Windows.");
        string blobs = Directory.CreateDirectory(Path.Combine(_root, "models--owner--toy-bert", "blobs")).FullName,
            snapshot = Directory.CreateDirectory(Path.Combine(_root, "models--owner--toy-bert", "snapshots", "0123abcd")).FullName;
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            var blob = Path.Combine(blobs, Path.GetFileName(file) + "-blob");
            File.Copy(file, blob);
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)),
                Path.Combine("..", "..", "blobs", Path.GetFileName(blob)));
        }
        var (linked, plain) = (EncoderCheckpoint.Read(snapshot), EncoderCheckpoint.Read(Folder));
        Assert.Equal((plain.Checksum, "toy-bert"), (linked.Checksum, linked.Name));
        Assert.Equal(plain.Weight(EncoderShapes.Words), linked.Weight(EncoderShapes.Words));
        Assert.Equal(CheckpointTokenizer.Open(plain).Encode("abc", null, 10).Ids, CheckpointTokenizer.Open(linked)
            .Encode("abc", null, 10).Ids);
    }

    [Theory]
    [InlineData("num_hidden_layers", "3000000", "num_hidden_layers is 3000000, expected a whole number from 1 to 1000")]
    [InlineData("vocab_size", "2000000000", "vocab_size is 2000000000, expected a whole number from 1 to 10000000")]
    [InlineData("hidden_size", "-4", "hidden_size is -4, expected")]
    [InlineData("hidden_size", "99999999999", "hidden_size is 99999999999, expected")]
    [InlineData("hidden_size", "\"16\"", "hidden_size is \"16\", expected")]
    [InlineData("model_type", "null", "the architecture is \"\"")]
    [InlineData("model_type", "7", "model_type is 7, expected a text")]
    [InlineData("layer_norm_eps", "\"small\"", "layer_norm_eps is \"small\", expected a number")]
    [InlineData("layer_norm_eps", "-1.0", "layer_norm_eps is -1, which is not honoured; expected a small number above 0")]
    [InlineData("layer_norm_eps", "0", "layer_norm_eps is 0, which is not honoured")]
    [InlineData("hidden_act", "null", "hidden_act is null, which is not honoured; expected a name such as gelu")]
    [InlineData("pad_token_id", "57", "pad_token_id is 57, but there are 57 tokens")]
    [InlineData("pad_token_id", "-1", "pad_token_id is -1, but there are")]
    [InlineData("quantization_config", "{\"quant_method\":\"fp8\"}", "the weights are quantised (fp8)")]
    [InlineData("is_decoder", "true", "is_decoder is true, which is not honoured; expected false")]
    public void Read_ConfigThatCannotBe_IsRefusedBeforeAnythingIsMade(string field, string value, string said)
    {
        var path = Path.Combine(Folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[field] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());
        Frugal(said);
    }

    [Fact]
    public void Read_PaddingThatLeavesNoPosition_IsRefused()
    {
        var path = Path.Combine(Folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        (config["model_type"], config["pad_token_id"]) = ("roberta", 18);
        File.WriteAllText(path, config.ToJsonString());
        Frugal("pad_token_id is 18, but there are 57 tokens and 20 positions");
    }

    [Fact]
    public void Read_FewerLayersThanTheWeightsHold_IsRefused()
    {
        var path = Path.Combine(Folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["num_hidden_layers"] = 1;
        File.WriteAllText(path, config.ToJsonString());
        var said = Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(Folder)).Message;
        Assert.Contains(".layer.1.", said, StringComparison.Ordinal);
        Assert.EndsWith(", and config.json counts 1 layers. The two files belong to different models: download both again.", said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "has a header that is an array, expected a JSON object")]
    [InlineData("7 ", "has a header that is 7, expected a JSON object")]
    [InlineData("{\"a\":null}", "a is null, expected an object")]
    [InlineData("{\"a\":{}}", "a.dtype is missing")]
    [InlineData("{\"a\":{\"dtype\":7,\"shape\":[],\"data_offsets\":[0,4]}}", "a.dtype is 7, expected a text")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,4]}}", "a.shape[0] is null, expected a whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,4]}}", "a.shape[0] is 1e99, expected a whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
        + "\"data_offsets\":[0,4]}}", "has a header that is not JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", "which do not agree")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-9223372036854775808,9223372036854775807]}}",
        "which do not agree")]
    [InlineData("{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "header")]
    public void Safetensors_HeaderThatIsNone_IsRefused(string header, string said)
    {
        Header(Encoding.UTF8.GetBytes(header));
        Frugal(said);
    }

    [Fact]
    public void Safetensors_HeaderThatIsNoText_IsRefused()
    {
        Header([.. "{\"a"u8, 0xFF, .. "\":1}"u8]);
        Frugal("has a header that is not UTF-8 at byte 3");
    }

    [Fact]
    public void Safetensors_EightBitFormat_IsNamed()
    {
        var bytes = File.ReadAllBytes(Weights);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        var first = header.First(t => t.Key.EndsWith("LayerNorm.bias", StringComparison.Ordinal)).Value!;
        first["dtype"] = "F8_E4M3";
        // Half as many bytes; what follows moves up.
        var end = first["data_offsets"]![1]!.GetValue<int>();
        first["data_offsets"]![1] = end - 16;
        foreach (var (_, tensor) in header.Where(t => t.Value!["data_offsets"]?[0]!.GetValue<int>() >= end))
        {
            foreach (var i in new[] { 0, 1 }) { tensor!["data_offsets"]![i] = tensor["data_offsets"]![i]!.GetValue<int>() - 16; }
        }
        File.WriteAllBytes(Weights, Safe(Encoding.UTF8.GetBytes(header.ToJsonString()),
            [.. bytes[(8 + length)..][..(end - 16)], .. bytes[(8 + length + end)..]]));
        Frugal("as F8_E4M3, a quantised format of eight bits, expected F32, F16 or BF16; take a checkpoint that is not quantised");
    }

    [Theory]
    [InlineData("{\"weight_map\":{\"a\":null}}", "weight_map.a is null, expected a text")]
    [InlineData("{\"weight_map\":null}", "weight_map is null, expected an object")]
    [InlineData("{\"weight_map\":[]}", "weight_map is an array, expected an object")]
    [InlineData("{\"weight_map\":{}}", "names no file")]
    [InlineData("null", "holds null, expected a JSON object")]
    [InlineData("{\"weight_map\":{\"a\":7}}", "weight_map.a is 7, expected a text")]
    public void Index_ThatIsNone_IsRefused(string index, string said)
    {
        File.Delete(Weights);
        File.WriteAllText(Weights + ".index.json", index);
        Frugal(said);
    }

    [Fact]
    public void Shards_ThatHoldTheSameTensor_AreRefused()
    {
        File.Move(Weights, Path.Combine(Folder, "model-1.safetensors"));
        File.Copy(Path.Combine(Folder, "model-1.safetensors"), Path.Combine(Folder, "model-2.safetensors"));
        File.WriteAllText(Weights + ".index.json", """{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        Frugal("which another shard holds too");
    }

    // Few bytes each that would have taken gigabytes.
    [Fact]
    public void Torch_ListsWithoutEnd_AreRefused() =>
        TorchRefused([0x80, 2, .. Enumerable.Repeat((byte)']', 3_000_000), (byte)'.'], [], "has more entries than any encoder",
            CompressionLevel.NoCompression);

    [Fact]
    public void Torch_CopiesOfALongList_AreRefused()
    {
        // One list of a thousand pairs, turned into a dictionary ten thousand times.
        byte[] pairs = [.. Enumerable.Repeat<byte[]>([.. "K\u0001K\u0001"u8, 0x86], 1000).SelectMany(p => p)];
        byte[] again = [.. "ccollections\nOrderedDict\nh\0"u8, 0x85, (byte)'R'];
        TorchRefused([0x80, 2, .. "]q\0("u8, .. pairs, .. "e"u8, .. Enumerable.Repeat(again, 10_000).SelectMany(a => a), (byte)'.'], [],
            "has more entries than any encoder", CompressionLevel.NoCompression);
    }

    [Fact]
    public void Torch_CompressedContents_AreRefused() =>
        TorchRefused(new byte[50_000_000], [], "that claim to be 50000000", CompressionLevel.SmallestSize);

    [Theory]
    [InlineData(500_000_000, "(K\u0006K\u0004t", "(K\u0004K\u0001t", "expected 500000000 values of 4")]
    [InlineData(24, "(J\u00ff\u00ff\u00ff\u007fK\u0001t", "(K\0K\0t", "which does not fit")]
    public void Torch_StorageThatIsNotThere_IsRefused(int count, string shape, string stride, string said)
    {
        const string Name = "embeddings.word_embeddings.weight";
        var sizes = Encoding.Latin1.GetString(BitConverter.GetBytes(count));
        var pickle = $"\u0080\u0002}}(X{(char)Name.Length}\0\0\0{Name}"
            + $"ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ{sizes}"
                + $"tQK\0{shape}{stride}\u0089ccollections\nOrderedDict\n)RtRu.";
        using var file = Torch(Encoding.Latin1.GetBytes(pickle), new byte[96], CompressionLevel.NoCompression);
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => file.Read(Name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TokenizerWithMoreIdsThanRows_IsRefusedAtOnce()
    {
        File.AppendAllLines(Path.Combine(Folder, "vocab.txt"), ["zzuser"]);
        Assert.Contains("the tokenizer has ids up to 57, but the word table has 57 rows",
            Assert.Throws<InvalidDataException>(() => TextEncoder.Open(Folder, "auto", 20, Precision.Fp32, TorchSharp.torch.CPU)).Message,
            StringComparison.Ordinal);
    }

    private void TorchRefused(byte[] pickle, byte[] blob, string said, CompressionLevel level) =>
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => Torch(pickle, blob, level).Dispose()).Message,
            StringComparison.Ordinal);

    private TorchFile Torch(byte[] pickle, byte[] blob, CompressionLevel level)
    {
        var path = Path.Combine(_root, "pytorch_model.bin");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in new[] { ("archive/data.pkl", pickle), ("archive/data/0", blob) })
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(bytes);
            }
        }
        return new TorchFile(path);
    }

    private void Header(byte[] header) => File.WriteAllBytes(Weights, Safe(header, new byte[64]));

    private static byte[] Safe(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    private void Frugal(string said)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(Folder)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(Folder, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }
}
