using CsCheck;
using DmlStudio.Trainer.Robustness;

namespace DmlStudio.Tests.Trainer.Robustness;

public class PerturbationTests
{
    private static string Edit(string name, string text, int seed = 1) =>
        PerturbationTable.All.Single(p => p.Name == name).Edit(text, new Random(seed));

    [Theory]
    [InlineData("strip-punctuation", "Who 's the star , then ?", "Who s the star then")]
    [InlineData("strip-punctuation", "?!", "?!")]
    [InlineData("full-stop", "a fine film", "a fine film.")]
    [InlineData("full-stop", "a fine film .", "a fine film .")]
    [InlineData("double-last", "Who ?", "Who ??")]
    [InlineData("double-last", "Who", "Who")]
    [InlineData("lower", "The Who", "the who")]
    [InlineData("upper", "The Who", "THE WHO")]
    [InlineData("title", "the wHO is", "The Who Is")]
    [InlineData("double-spaces", "a b", "a  b")]
    [InlineData("outer-spaces", "a b", " a b ")]
    [InlineData("close-punctuation", "well , who is it ?", "well, who is it?")]
    [InlineData("contract", "It is not what I do not like", "It isn't what I don't like")]
    [InlineData("contract", "a visit is", "a visit is")]
    [InlineData("expand", "I don't know what 's there", "I do not know what is there")]
    [InlineData("expand", "it is n't fun", "it is not fun")]
    [InlineData("expand", "John 's book", "John 's book")]
    [InlineData("drop-articles", "The cat ate a theme", "cat ate theme")]
    [InlineData("filler", "who ?", "well , who ?")]
    [InlineData("repeat-word", "end of story", "end of of story")]
    [InlineData("negate", "the film is good and was fun", "the film is not good and was fun")]
    [InlineData("negate", "it does n't work", "it does n't work")]
    [InlineData("negate", "a good film", "a good film")]
    [InlineData("drop-negation", "it is not good and never fun , it ca n't be", "it is good and fun , it ca be")]
    [InlineData("drop-negation", "I can't and won't", "I can and will")]
    [InlineData("drop-negation", "nothing to note", "nothing to note")]
    public void Edit_Text_Becomes(string name, string text, string expected) => Assert.Equal(expected, Edit(name, text));

    [Fact]
    public void Typos_Words_ChangeOnlyLongOnes() => Gen.Int.Sample(seed =>
    {
        const string Text = "Who was the first woman in space ?";
        foreach (var kind in new[] { "swap", "drop", "double", "key" })
        {
            string[] before = Text.Split(' '), one = Edit($"typo-{kind}-1", Text, seed).Split(' '),
                three = Edit($"typo-{kind}-3", Text, seed).Split(' ');
            Assert.Equal(1, before.Zip(one).Count(p => p.First != p.Second));
            Assert.Equal(3, before.Zip(three).Count(p => p.First != p.Second));
            Assert.All(before.Zip(three).Where(p => p.First.Length < Typos.ShortestWord), p => Assert.Equal(p.First, p.Second));
            var length = kind switch { "drop" => -1, "double" => 1, _ => 0 };
            Assert.All(before.Zip(three).Where(p => p.First != p.Second), p => Assert.Equal(p.First.Length + length, p.Second.Length));
        }
    });

    [Fact]
    public void Edits_SameSeed_GiveTheSameText() => Gen.Select(Gen.Int, Gen.String).Sample((seed, text) =>
    {
        foreach (var edit in PerturbationTable.All) { Assert.Equal(edit.Edit(text, new Random(seed)), edit.Edit(text, new Random(seed))); }
    });

    [Fact]
    public void Table_UnknownName_NamesTheNearest() =>
        Assert.Contains("upper", Assert.Throws<InvalidDataException>(() => PerturbationTable.Of("uper")).Message, StringComparison.Ordinal);
}
