using System.Xml.Linq;
using CsCheck;
using DmlStudio.Settings;
using DmlStudio.Web.Formulas;

namespace DmlStudio.Tests.Web.Formulas;

public class LatexTests
{
    private static readonly string[] Pieces =
        [@"\frac", @"\hat", "{", "}", "_", "^", @"\sum", @"\left(", @"\right)", "x", "1.5", @"\text{a b}", "<", "&", "'", @"\\", "\"",
            "\u202E", "\U0001F600", @"\max", "]]>", "é"];

    [Theory]
    [InlineData(@"x", "<mi>x</mi>")]
    [InlineData(@"x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")]
    [InlineData(@"\hat{x}_i", "<msub><mover accent=\"true\"><mrow><mi>x</mi></mrow><mo stretchy=\"false\">^</mo></mover><mi>i</mi></msub>")]
    [InlineData(@"\frac{1}{N}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>N</mi></mrow></mfrac>")]
    [InlineData(@"\sum_{i \neq j} a", "<munder><mo>∑</mo><mrow><mi>i</mi><mo>≠</mo><mi>j</mi></mrow></munder><mi>a</mi>")]
    [InlineData(@"\max_c u_c", "<munder><mi>max</mi><mi>c</mi></munder><mspace width=\"0.17em\"/><msub><mi>u</mi><mi>c</mi></msub>")]
    [InlineData(@"-0.5", "<mo>−</mo><mn>0.5</mn>")]
    [InlineData(@"\left( a \right)",
        "<mrow><mo stretchy=\"true\" fence=\"true\">(</mo><mi>a</mi><mo stretchy=\"true\" fence=\"true\">)</mo></mrow>")]
    [InlineData(@"\| x \|^2", "<mo stretchy=\"false\">‖</mo><mi>x</mi><msup><mo stretchy=\"false\">‖</mo><mn>2</mn></msup>")]
    [InlineData(@"\text{if } x", "<mtext>if&#160;</mtext><mi>x</mi>")]
    [InlineData(@"\log(x)", "<mi>log</mi><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"c'", "<msup><mi>c</mi><mrow><mo>′</mo></mrow></msup>")]
    [InlineData(@"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    public void ToMathMl_Construct_IsTypeset(string formula, string expected) =>
        Assert.Equal($"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>{expected}</mrow></math>",
            Latex.ToMathMl(formula, block: false));

    [Theory]
    [InlineData(@"\unknown x")]
    [InlineData(@"\frac{1}")]
    [InlineData(@"{x")]
    [InlineData(@"x}")]
    [InlineData(@"x_")]
    [InlineData(@"x^a^b")]
    [InlineData(@"\left( x")]
    [InlineData("x\\")]
    [InlineData("^2")]
    public void ToMathMl_NotInTheSubset_IsLeftAsWritten(string formula) => Assert.Null(Latex.ToMathMl(formula));

    [Fact]
    public void ToMathMl_Markup_StaysText()
    {
        var math = Latex.ToMathMl(@"\text{<script>alert(1)</script>} <b>", block: false)!;
        Assert.Equal(["math", "mrow", "mtext", "mo", "mi", "mo"], XElement.Parse(math).DescendantsAndSelf().Select(e => e.Name.LocalName));
    }

    [Fact]
    public void ToMathMl_TwoLines_AreRows() =>
        Assert.Equal(2, XElement.Parse(Latex.ToMathMl(@"a = b \\ c = d")!).Descendants().Count(e => e.Name.LocalName == "mtr"));

    [Fact]
    public void ToMathMl_AnyText_IsWellFormedOrRefused() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 14].Sample(choice =>
        {
            if (Latex.ToMathMl(string.Join(' ', choice.Select(c => Pieces[c]))) is { } math) { XElement.Parse(math); }
        }, iter: 5000);

    [Fact]
    public void ToMathMl_EveryCard_IsInTheSubset() =>
        Assert.Empty(ObjectiveInfo.All.Where(o => Latex.ToMathMl(o.Formula) is not { } math || !XElement.Parse(math).HasElements)
            .Select(o => $"{o.Key}: {o.Formula}"));
}
