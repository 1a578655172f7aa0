using DmlStudio.Web.Slices;

namespace DmlStudio.Tests.Web.Slices;

public class SliceFilterTests
{
    private static readonly SliceNames Names = new(["cce", "cce+proxy-anchor", "ensemble(a,b)"], ["HUM", "LOC", "not sure"]);

    private sealed record Row(int Length, string Label, bool WrongA, bool WrongB, double Confidence, string Text) : ISliceRow
    {
        public double Number(string field, string? loss) =>
            field switch { "length" => Length, "confidence" => Confidence, _ => double.NaN };

        public string Word(string field, string? loss) => field switch
        {
            "text" => Text,
            "predicted" when Flag("wrong", loss) => "not sure",
            _ => Label,
        };

        public bool Flag(string field, string? loss) => field switch
        {
            "wrong" => loss == "cce+proxy-anchor" ? WrongB : WrongA,
            "right" => !(loss == "cce+proxy-anchor" ? WrongB : WrongA),
            "all-wrong" => WrongA && WrongB,
            _ => WrongA != WrongB,
        };
    }

    private static readonly Row Short = new(5, "HUM", true, false, 0.9, "Who was  Galileo ?"),
        Long = new(12, "LOC", false, false, 0.5, "Where …");

    [Theory]
    [InlineData("", true, true)]
    [InlineData("length<8 and label=HUM and wrong", true, false)]
    [InlineData("length < 8", true, false)]
    [InlineData("length>=12", false, true)]
    [InlineData("not wrong", false, true)]
    [InlineData("wrong or length=12", true, true)]
    // and binds more than or.
    [InlineData("length=12 or length=5 and label=LOC", false, true)]
    [InlineData("(length=12 or length=5) and label=hum", true, false)]
    [InlineData("wrong@cce and right@cce+proxy-anchor", true, false)]
    [InlineData("disagree", true, false)]
    [InlineData("wrong@\"ensemble(a,b)\" and length<8", true, false)]
    [InlineData("label!=HUM", false, true)]
    [InlineData("text~galileo", true, false)]
    [InlineData("text~\"was  gal\"", true, false)]
    [InlineData("label=\"not sure\" or confidence>0.8", true, false)]
    // A value that is not known is in no slice.
    [InlineData("train<1 or train>=1 or train!=1", false, false)]
    [InlineData("NOT (Wrong AND length<8)", false, true)]
    // A prediction is compared with a label, or with that of another loss.
    [InlineData("predicted=HUM", false, false)]
    [InlineData("predicted@cce!=predicted@cce+proxy-anchor", true, false)]
    [InlineData("predicted=Predicted@cce+proxy-anchor", false, true)]
    [InlineData("predicted@cce=predicted@\"ensemble(a,b)\"", true, true)]
    public void Holds_Expression_ChoosesRows(string expression, bool shortRow, bool longRow)
    {
        var filter = SliceFilter.Parse(expression, Names);
        Assert.Equal((shortRow, longRow), (filter.Holds(Short), filter.Holds(Long)));
    }

    [Theory]
    [InlineData("colour=red",
        "Character 1: found \"colour\"; expected a field: text, label, predicted, wrong, right, confidence, margin, distance, "
            + "published, centroid, proxy, own-proxy, train, length, tokens, repetition, fold, all-wrong, all-right, disagree.")]
    [InlineData("length<", "Character 8: found the end; expected a value after length<.")]
    [InlineData("length<few", "Character 8: found \"few\"; expected a number after length<, such as 0.5.")]
    [InlineData("length~8", "Character 7: found \"~\"; expected one of = != < <= > >= after length.")]
    [InlineData("label=HUMAN", "Character 7: found \"HUMAN\"; expected a label: HUM, LOC, not sure.")]
    [InlineData("label=label@cce", "Character 7: found \"label@cce\"; expected a label: HUM, LOC, not sure.")]
    [InlineData("predicted=HUMAN",
        "Character 11: found \"HUMAN\"; expected a label: HUM, LOC, not sure, or the same of a chosen loss, such as predicted@cce.")]
    [InlineData("predicted!=predicted@triplet",
        "Character 12: found \"predicted@triplet\"; expected a chosen loss after @: cce, cce+proxy-anchor, ensemble(a,b).")]
    [InlineData("wrong=1", "Character 6: found \"=\"; wrong holds or does not; expected it alone, or not wrong.")]
    [InlineData("wrong@triplet",
        "Character 1: found \"wrong@triplet\"; expected a chosen loss after @: cce, cce+proxy-anchor, ensemble(a,b).")]
    [InlineData("length@cce<8", "Character 1: found \"length@cce\"; length is the same for every loss; expected it without @cce.")]
    [InlineData("wrong right", "Character 7: found \"right\"; expected and, or, or the end.")]
    [InlineData("(wrong", "Character 7: found the end; expected ).")]
    [InlineData("text~\"open", "Character 6: a quote is opened and not closed. Close it with \".")]
    [InlineData("wrong and",
        "Character 10: found the end; expected a field, such as text, label, predicted, wrong, right, confidence, margin.")]
    public void Parse_Wrong_SaysWhereWhatAndWhatInstead(string expression, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => SliceFilter.Parse(expression, Names)).Message);

    [Fact]
    public void Parse_EndlessNesting_IsRefused() =>
        Assert.Contains("at most 50",
            Assert.Throws<InvalidDataException>(() => SliceFilter.Parse(new string('(', 100_000) + "wrong", Names)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("HUM", "HUM")]
    [InlineData("not sure", "\"not sure\"")]
    [InlineData("not", "\"not\"")]
    [InlineData("", "\"\"")]
    public void Quoted_Label_IsReadBack(string label, string written) => Assert.Equal(written, SliceFilter.Quoted(label));
}
