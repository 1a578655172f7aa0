using System.IO.Compression;
using System.Text;
using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Tests.Trainer.Tokenizers;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Files;

/// <summary>Every reader of files that people bring, on damaged ones: a few hundred in a default run, many with
/// Category=Hardship.</summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private static readonly byte[][] Json =
        [.. new[] { "null", "-1", "1e99", "[]", "{}", "\"\"", "100000000", "\\ud800", ",", "true", "\"id\":",
            "[[" }.Select(Encoding.UTF8.GetBytes)];
    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    public ReaderFuzzTests() => ToyBert.Write(_folder, ToyBert.Letters, positions: 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Readers =>
        ["wordpiece", "unigram", "bpe", "vocab.txt", "merges", "tokenizer_config", "added_tokens", "config", "safetensors", "torch",
            "index", "spiece", "yaml", "modules"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_DamagedFile_IsAnsweredOrRefused(string reader) => Run(reader, Mutation.Few);

    [Theory]
    [MemberData(nameof(Readers))]
    [Trait("Category", "Hardship")]
    public void Read_ManyDamagedFiles_AreAnsweredOrRefused(string reader) => Run(reader, Mutation.Many);

    private void Run(string reader, int count)
    {
        string At(string name) => Path.Combine(_folder, name);
        void Tokens(byte[] bytes, string name)
        {
            File.WriteAllBytes(At(name), bytes);
            var tokenizer = TokenizerFolder.Open(_folder);
            foreach (var text in new[] { "", "ab [MASK] \uD83D\uDE00 Se\u00F1or", "\uD800 a\u0301" })
            {
                var found = tokenizer.Encode(text, text, 12);
                Assert.All(found.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
            }
        }
        void Checkpoint(byte[] bytes, string name)
        {
            File.WriteAllBytes(At(name), bytes);
            EncoderCheckpoint.Read(_folder);
        }
        switch (reader)
        {
            case "wordpiece":
                var words = ToyTokenizer.With(ToyTokenizer.WordPiece("a", "##b", "se"), "normalizer",
                    """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"BertNormalizer","lowercase":true}"""
                        + """,{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}""");
                Mutation.Survives(Mutation.Of(Encoding.UTF8.GetBytes(words.ToJsonString()), Json), b => Tokens(b, "tokenizer.json"), count);
                break;
            case "unigram":
                var pieces = ToyTokenizer.With(ToyTokenizer.Unigram(("\u2581a", -1), ("b", -2)), "pre_tokenizer",
                    """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","prepend_scheme":"first"}]}""");
                Mutation.Survives(Mutation.Of(Encoding.UTF8.GetBytes(pieces.ToJsonString()), Json), b => Tokens(b, "tokenizer.json"),
                    count);
                break;
            case "bpe":
                Mutation.Survives(Mutation.Of(Encoding.UTF8.GetBytes(ToyTokenizer.Bpe("\u0120 a", "a b", "\u0120a b").ToJsonString()),
                    Json), b => Tokens(b, "tokenizer.json"), count);
                break;
            case "vocab.txt":
                Mutation.Survives(
                Mutation.Of(Encoding.UTF8.GetBytes(string.Join('\n', ToyBert.Letters)), "\n"u8.ToArray(), [0xFF], "[MASK]\n"u8.ToArray()),
                    b => Tokens(b, "vocab.txt"), count); break;
            case "merges":
                File.Delete(At("vocab.txt"));
                using (var bpe = new ToyTokenizer())
                {
                    var json = ToyTokenizer.Bpe("\u0120 a", "a b");
                    File.WriteAllText(At("vocab.json"), json["model"]!["vocab"]!.ToJsonString());
                }
                File.WriteAllText(At("tokenizer_config.json"), """{"cls_token":"[CLS]","sep_token":"[SEP]"}""");
                Mutation.Survives(Mutation.Of(Encoding.UTF8.GetBytes("#version: 0.2\n\u0120 a\na b\n"), " "u8.ToArray(),
                    "a b\n"u8.ToArray(), [0xFF]), b => Tokens(b, "merges.txt"), count);
                break;
            case "tokenizer_config":
                Mutation.Survives(
                Mutation.Of("""
                    {"do_lower_case":true,"pad_token":"[PAD]","mask_token":{"content":"[MASK]"},
                    "added_tokens_decoder":{"57":{"content":"[U]","lstrip":false}}}
                    """u8.ToArray(), Json),
                b => Tokens(b, "tokenizer_config.json"), count); break;
            case "added_tokens":
                Mutation.Survives(Mutation.Of("""{"[U]":57,"[V]":58}"""u8.ToArray(), Json),
                b => Tokens(b, "added_tokens.json"), count); break;
            case "config":
                Mutation.Survives(Mutation.Of(File.ReadAllBytes(At("config.json")), Json), b => Checkpoint(b, "config.json"),
                count); break;
            case "safetensors":
                Mutation.Survives(Mutation.Of(File.ReadAllBytes(At("model.safetensors"))[..4000], Json),
                b =>
                {
                    File.WriteAllBytes(At("w.safetensors"), b); using var file = new SafetensorsFile(At("w.safetensors"));
                    foreach (var n in file.Names)
                    {
                        file.Read(n);
                    }
                }, count); break;
            case "torch":
                Mutation.Survives(Mutation.Of(Torch(), [(byte)'R', (byte)'t', (byte)'h', 0], "]"u8.ToArray()),
                b =>
                {
                    File.WriteAllBytes(At("w.bin"), b); using var file = new TorchFile(At("w.bin")); foreach (var n in file.Names)
                    {
                        file.Read(n);
                    }
                }, count); break;
            case "index":
                File.Delete(At("model.safetensors"));
                Mutation.Survives(Mutation.Of(
                    """{"metadata":{"total_size":1},"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}"""u8.ToArray(),
                        Json), b => Checkpoint(
                    b, "model.safetensors.index.json"), count);
                break;
            case "spiece":
                File.Delete(At("vocab.txt"));
                Mutation.Survives(Mutation.Of(Spiece(), [0x0A, 0x02], [0xFF], [0x1A, 0x7F]), b => Tokens(b, "spiece.model"), count);
                break;
            case "yaml":
                Mutation.Survives(
                Mutation.Of("name: x\ndatasets: [support]\nlosses: [cce, sup-con]\nsteps: 30\nsup-con: { temperature: 0.3 }\n"u8.ToArray(),
                    "? {a: 1}\n"u8.ToArray(), "&x"u8.ToArray(), "*x"u8.ToArray(), "- "u8.ToArray(), "["u8.ToArray(), "!!int"u8.ToArray(),
                    "\t"u8.ToArray()),
                b =>
                {
                    File.WriteAllBytes(At("e.yaml"), b);
                    ExperimentFile.Read(At("e.yaml"), new Dictionary<string, string>());
                },
                count); break;
            case "modules":
                Mutation.Survives(
                Mutation.Of("""
                    [{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},
                    {"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]
                    """u8.ToArray(), Json),
                b => Checkpoint(b, "modules.json"), count); break;
            default: throw new ArgumentException(reader, nameof(reader));
        }
    }

    private static byte[] Torch()
    {
        var pickle = "\u0080\u0002}(X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + "X\u0001\0\0\00X\u0003\0\0\0cpuK\u0006tQK\0(K\u0002K\u0003t(K\u0003K\u0001t\u0089ccollections\nOrderedDict\n)RtRu.";
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in new[] { ("archive/data.pkl", Encoding.Latin1.GetBytes(pickle)),
                ("archive/data/0", new byte[24]) })
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    // Fields of the protocol buffer by hand: pieces (1), each with text (1), score (2) and kind (3); the trainer's
    // settings (2) with the kind of model.
    private static byte[] Spiece()
    {
        using var stream = new MemoryStream();
        foreach (var (piece, score, kind) in new[] { ("<pad>", 0f, 3), ("</s>", 0, 3), ("<unk>", 0, 2), ("\u2581a", -1, 1), ("b", -2, 1),
            ("\u2581", -3, 1) })
        {
            var text = Encoding.UTF8.GetBytes(piece);
            byte[] body = [0x0A, (byte)text.Length, .. text, 0x15, .. BitConverter.GetBytes(score), 0x18, (byte)kind];
            stream.Write([0x0A, (byte)body.Length, .. body]);
        }
        stream.Write([0x12, 0x02, 0x18, 0x01]);
        return stream.ToArray();
    }
}
