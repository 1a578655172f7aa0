using System.Buffers.Binary;
using System.Text.Json.Nodes;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>What lies in a folder in the place of the weights is named, with what to do.</summary>
public sealed class CheckpointFilesTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 90868376\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("contents-").FullName;

    private string Weights => Path.Combine(_folder, "model.safetensors");

    public CheckpointFilesTests() => ToyBert.Write(_folder, ToyBert.Letters, positions: 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tf_model.h5", "found tf_model.h5, TensorFlow weights; expected the weights there")]
    [InlineData("flax_model.msgpack", "found flax_model.msgpack, Flax weights;")]
    [InlineData("onnx/model.onnx", "found onnx/model.onnx, an ONNX graph;")]
    [InlineData("model-q4.gguf", "found model-q4.gguf, GGUF weights;")]
    [InlineData("openvino_model.bin", "found openvino_model.bin, an OpenVINO graph;")]
    [InlineData("model.fp16.safetensors", "found model.fp16.safetensors, safetensors under another name")]
    [InlineData("model-00001-of-00002.safetensors", "or shards without their index;")]
    [InlineData("adapter_model.safetensors", "the weights of an adapter (PEFT) alone;")]
    [InlineData("training_args.bin", "has no model.safetensors; expected the weights there")]
    public void Read_WeightsOfAnotherProgram_AreNamed(string file, string said)
    {
        File.Delete(Weights);
        Put(file, "something else");
        Says(said.Replace('/', Path.DirectorySeparatorChar));
    }

    [Fact]
    public void Read_AnAdapter_IsRefusedBesideWeightsToo()
    {
        Put("adapter_config.json", """{"peft_type":"LORA"}""");
        Says("holds adapter_config.json: an adapter (PEFT, LoRA) that belongs to another checkpoint; expected the whole encoder.");
        File.Delete(Path.Combine(_folder, "config.json"));
        Says("holds adapter_config.json");
    }

    // One fetched without Git LFS, or the page of a file in its place: "download again" would give the same.
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model.safetensors.index.json")]
    [InlineData("pytorch_model.bin")]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("vocab.txt")]
    [InlineData("spiece.model")]
    public void Read_PointerOrPage_IsNamed(string file)
    {
        if (file is "pytorch_model.bin" or "model.safetensors.index.json") { File.Delete(Weights); }
        if (file == "spiece.model") { File.Delete(Path.Combine(_folder, "vocab.txt")); }
        Put(file, Pointer);
        Says($"{file} is a Git LFS pointer, not the file itself. Fetch the file with \"git lfs pull\". Expected ");
        Put(file, "<!DOCTYPE html><html><body>Sign in</body></html>");
        Says($"{file} is a web page. Download the file itself, not the page that shows it. Expected ");
    }

    [Theory]
    [InlineData("model.safetensors", "GGUF\u0003\0\0\0\0\0\0\0", "is a GGUF file")]
    [InlineData("model.safetensors", "PK\u0003\u0004\0\0\0\0\0\0\0\0",
        "is a ZIP archive. Unpack it; the weights of torch.save are called pytorch_model.bin")]
    [InlineData("model.safetensors", "", "has 0 bytes, expected at least 10 (header length and header); it is empty")]
    [InlineData("pytorch_model.bin", "", "is empty; expected a file written by torch.save")]
    [InlineData("pytorch_model.bin", "\u0008\0\0\0\0\0\0\0{\"a\":{}}",
        "is a safetensors file; expected one written by torch.save. Call it model.safetensors.")]
    public void Read_FileOfAnotherKind_IsNamed(string file, string content, string said)
    {
        File.Delete(Weights);
        Put(file, content);
        Says(said);
    }

    // A download that went on at the wrong byte is as long as it should not be.
    [Fact]
    public void Safetensors_BytesBehindTheTensors_AreRefused()
    {
        var bytes = File.ReadAllBytes(Weights);
        var middle = bytes.Length / 2;
        File.WriteAllBytes(Weights, [.. bytes[..middle], .. bytes[(middle - 64)..]]);
        Says($"has {bytes.Length + 64} bytes, but its tensors end at byte {bytes.Length}; expected nothing behind them.");
    }

    [Fact]
    public void Safetensors_TensorsThatShareBytes_AreRefused()
    {
        var bytes = File.ReadAllBytes(Weights);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!;
        header["encoder.layer.1.attention.self.key.weight"]!["data_offsets"] =
            header["encoder.layer.0.attention.self.key.weight"]!["data_offsets"]!.DeepClone();
        var json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        var start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, json.Length);
        File.WriteAllBytes(Weights, [.. start, .. json, .. bytes[(8 + length)..]]);
        Says("has encoder.layer.1.attention.self.key.weight at byte ");
        Says("expected one behind the other. It is damaged: download it again.");
    }

    private void Put(string file, string content)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(content));
    }

    private void Says(string said) => Assert.Contains(said,
        Assert.Throws<InvalidDataException>(() => CheckpointTokenizer.Open(EncoderCheckpoint.Read(_folder))).Message,
        StringComparison.Ordinal);
}
