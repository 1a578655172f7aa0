using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

public sealed class BpeTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Learn_HandWorked_MergesTheMostFrequentPairFirst()
    {
        var trainer = new BpeTrainer();
        // " aab" three times, " cab" twice: a b stands 5 times; Ġ a and a a stand 3 times.
        foreach (var text in new[] { "aab aab aab", "cab cab" }) { trainer.Add(text); }
        var (vocabulary, merges) = trainer.Learn(BpeTrainer.Smallest + 3);
        Assert.Equal("a b", merges[0]);
        Assert.Equal(BpeTrainer.Smallest + 3, vocabulary.Count);
        Assert.Equal([0, 1, 2, 3, vocabulary.Count - 1], new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>" }.Select(s => vocabulary[s]));
        Assert.Equal(vocabulary.Count, vocabulary.Values.Distinct().Count());
    }

    [Fact]
    public void Learn_AgreesWithTheNaiveTwin()
    {
        string[] texts = ["the cat sat on the mat", "the dog sat on the log", "cats and dogs and mats and logs",
            "sitting on the matting, the cat's cats sat"];
        var trainer = new BpeTrainer();
        foreach (var text in texts) { trainer.Add(text); }
        var (_, merges) = trainer.Learn(BpeTrainer.Smallest + 20);
        // Count everything anew before each merge; a merge must be one of the most frequent pairs at its time.
        var words = texts.SelectMany(t => (" " + t) is var read
            ? Gpt2Words.Split(read).Select(w => read[w.Start..w.End].Replace(' ', 'Ġ').Select(c => c.ToString()).ToList())
            : []).ToArray();
        foreach (var merge in merges)
        {
            var counts = words.SelectMany(w => w.Zip(w.Skip(1), (a, b) => a + " " + b)).CountBy(p => p).ToDictionary();
            Assert.Equal(counts.Values.Max(), counts[merge]);
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] + " " + word[i + 1] == merge) { word[i] += word[i + 1]; word.RemoveAt(i + 1); }
                }
            }
        }
    }

    [Fact]
    public void Learn_TooLargeOrTooSmall_SaysWhatIsPossible()
    {
        var trainer = new BpeTrainer();
        trainer.Add("one two one two");
        Assert.Contains("enough for", Assert.Throws<InvalidDataException>(() => trainer.Learn(5000)).Message, StringComparison.Ordinal);
        Assert.Contains("at least 261", Assert.Throws<InvalidDataException>(() => trainer.Learn(100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_RoundTrip_TextsKeepTheirSpansAndCaseDoesNotMatter()
    {
        var trainer = new BpeTrainer();
        string[] texts = ["naïve café – the quick brown fox", "the quick brown fox is quick", "it's the fox's café"];
        foreach (var text in texts) { trainer.Add(text); }
        var (vocabulary, merges) = trainer.Learn(BpeTrainer.Smallest + 15);
        BpeFiles.Write(_folder, vocabulary, merges, lowerCase: true, maxTokens: 64);
        var whole = TokenizerFolder.Open(_folder);
        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        var older = TokenizerFolder.Open(_folder);
        foreach (var text in texts.Append("THE İstanbul 🦊 Fox"))
        {
            var pieces = whole.Pieces(text);
            Assert.Equal(pieces, older.Pieces(text));
            Assert.Equal(pieces.Select(p => p.Id), whole.Pieces(BpeTrainer.Lower(text)).Select(p => p.Id));
            // The spans cover everything but white space.
            var covered = pieces.SelectMany(p => Enumerable.Range(p.Start, p.End - p.Start)).ToHashSet();
            Assert.All(Enumerable.Range(0, text.Length).Where(i => text[i] != ' '), i => Assert.Contains(i, covered));
        }
    }
}
