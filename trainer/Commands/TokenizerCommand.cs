using System.CommandLine;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer tokenizer train</c>: learns a byte-level BPE from texts.</summary>
internal static class TokenizerCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var train = new Command("train", "Learns a byte-level BPE (lower case) from texts and writes it in Hugging Face's layout.");
        var flags = new TextSourceFlags(train);
        var size = new Option<int>("--vocabulary") { Description = "Pieces (default 12000)", DefaultValueFactory = _ => 12_000 };
        var longest = new Option<int>("--max-tokens")
        {
            Description = "Most tokens that the encoder will take (default 128)",
            DefaultValueFactory = _ => 128
        };
        var to = new Option<string>("--out") { Description = "Folder", Required = true };
        var data = new Option<string?>("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        foreach (var option in new Option[] { size, longest, to, data, json }) { train.Add(option); }
        train.SetAction((parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(json));
            if (parsed.GetValue(longest) is < 8 or > 1_000_000)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"--max-tokens is {parsed.GetValue(longest)}; expected a whole number from 8 to 1000000."));
            }
            CheckpointFiles.RequireNone(parsed.GetValue(to)!, "--out");
            var sources = flags.Read(parsed, [], DataFolders.Default(parsed.GetValue(data)));
            foreach (var source in sources.Sources) { TableLines.Tell(source.Reading, reporter); }
            var (vocabulary, merges) = Learn(parsed.GetValue(size), sources.Texts, reporter, interrupt);
            BpeFiles.Write(parsed.GetValue(to)!, vocabulary, merges, lowerCase: true, parsed.GetValue(longest));
            reporter.Tell("done", FormattableString.Invariant(
                $"{vocabulary.Count:N0} pieces from {sources.Texts.Count:N0} texts, in {parsed.GetValue(to)}."),
                    ("pieces", vocabulary.Count), ("texts", sources.Texts.Count));
            return Task.FromResult(ExitCodes.Done);
        });
        return new Command("tokenizer", "Makes tokenizers.") { train };
    }

    internal static (IReadOnlyDictionary<string, int> Vocabulary, IReadOnlyList<string> Merges) Learn(int size,
        IReadOnlyList<string> texts, Reporter reporter, CancellationToken interrupt)
    {
        var trainer = new BpeTrainer();
        for (var i = 0; i < texts.Count; i++)
        {
            interrupt.ThrowIfCancellationRequested();
            if (i % 10_000 == 0) { reporter.Moving(FormattableString.Invariant($"Counting words, {i:N0} of {texts.Count:N0} texts")); }
            trainer.Add(BpeTrainer.Lower(texts[i]));
        }
        reporter.Moving("Learning the merges …");
        return trainer.Learn(size);
    }
}
