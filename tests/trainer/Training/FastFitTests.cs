using DmlStudio.Settings;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>FastFit against plain loops in double.</summary>
public class FastFitTests
{
    private static readonly int[] Batch = [0, 3, 5, 7];
    private static readonly FastFitSettings Own = new() { Repeats = 2, Size = 8, Temperature = 0.1, ClassifierWeight = 0.5 };

    [Fact]
    public void Matrix_PaddedRows_IsWhatThePlainLoopsGive()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        int[] lengths = [4, 2, 3, 1, 2];
        var rows = lengths.Select(n => Enumerable.Range(0, n)
            .Select(_ => Unit([.. Enumerable.Range(0, 3).Select(_ => random.NextDouble() - 0.5)])).ToArray()).ToArray();
        // What stands in the padding would win every comparison, were it seen.
        var flat = rows.SelectMany(r => r.Concat(Enumerable.Repeat(new double[] { 9, 9, 9 }, 4 - r.Length))).SelectMany(t => t)
            .Select(x => (float)x).ToArray();
        var mask = tensor(lengths.SelectMany(n => Enumerable.Range(0, 4).Select(t => t < n ? 1L : 0)).ToArray()).view(5, 4);
        var tokens = tensor(flat).view(5, 4, 3);
        // Names are padded among themselves.
        var found = FastFitObjective.Matrix(tokens.narrow(0, 0, 3), mask.narrow(0, 0, 3), tokens.narrow(0, 3, 2).narrow(1, 0, 3),
            mask.narrow(0, 3, 2).narrow(1, 0, 3)).contiguous().data<float>().ToArray();
        AssertClose([.. Plain(rows, 3).SelectMany(r => r)], found, 1e-5);
    }

    [Fact]
    public void Matrix_TextAndName_AreComparedFromTheText()
    {
        using var scope = NewDisposeScope();
        // A text of two tokens at right angles, a name that is the first: half of the text finds itself in the name,
        // all of the name in the text.
        var tokens = tensor(new float[] { 1, 0, 0, 1, 1, 0, 0, 0 }).view(2, 2, 2);
        var mask = tensor(new long[] { 1, 1, 1, 0 }).view(2, 2);
        var found = FastFitObjective.Matrix(tokens.narrow(0, 0, 1), mask.narrow(0, 0, 1), tokens.narrow(0, 1, 1), mask.narrow(0, 1, 1))
            .contiguous().data<float>().ToArray();
        Assert.Equal([1, 0.5f, 0.5f, 1], found);
    }

    [Fact]
    public void Backward_ABatch_CostsWhatThePlainLoopsGive()
    {
        using var scope = NewDisposeScope();
        var cell = Cell(Own);
        using var model = new FewShotModel(cell, [.. Enumerable.Range(0, 8)], CPU);
        int[] labels = [.. Batch.Select(b => cell.Corpus.Source.Texts[b].Label)];
        model.Network.Parameters.ZeroGradients();
        var terms = model.Objective.Backward(model.Network, Batch, 0);

        // Without dropout both copies are equal: rows are texts, texts, names, names.
        TokenizedText[] order = [.. Batch.Concat(Batch).Select(model.Network.Sample.Tokens), .. labels.Concat(labels)
            .Select(l => model.Objective.MoreTexts[l])];
        var states = States(model, order);
        int[] owners = [.. labels, .. labels, .. labels, .. labels];
        var s = Plain([.. states.Select(r => Projected(model, r))], 8);
        double contrast = 0;
        for (var i = 0; i < 16; i++)
        {
            int[] others = [.. Enumerable.Range(0, 16).Where(j => j != i)], positives = [.. others.Where(j => owners[j] == owners[i])];
            var all = Math.Log(others.Sum(j => Math.Exp(s[i][j] / 0.1)));
            contrast += positives.Average(j => all - s[i][j] / 0.1) / 16;
        }
        contrast *= 0.1 / 0.07;
        var weights = model.Network.Parameters;
        var (weight, bias) = (weights.Copy("fast.classifier.weight"), weights.Copy("fast.classifier.bias"));
        double cce = 0;
        for (var i = 0; i < 8; i++)
        {
            var mean = Unit([.. Enumerable.Range(0, 32).Select(d => states[i].Average(t => t[d]))]);
            double[] logits = [.. Enumerable.Range(0, 2).Select(c => (bias[c] + mean.Select((m, d) => m * weight[c * 32 + d]).Sum()) / 2)];
            cce += (Math.Log(logits.Sum(Math.Exp)) - logits[owners[i]]) / 8;
        }
        Assert.Equal(contrast, terms.Dml, 1e-4 * contrast);
        Assert.Equal(cce, terms.Cce, 1e-4 * cce);
        Assert.Equal(contrast + 0.5 * cce, terms.Loss, 1e-4 * contrast);
    }

    [Fact]
    public void OwnScores_Texts_AreSumsOverTheTextsTokens()
    {
        using var scope = NewDisposeScope();
        var cell = Cell(Own);
        using var model = new FewShotModel(cell, [.. Enumerable.Range(0, 8)], CPU);
        TokenizedText[] texts = model.Network.Sample.Tokens(Batch);
        var found = model.Objective.OwnScores(model.Network, texts, CancellationToken.None);
        var rows = States(model, texts).Select(r => Projected(model, r)).ToArray();
        var names = model.Objective.MoreTexts.Select(n => Projected(model, States(model, [n])[0])).ToArray();
        AssertClose([.. rows.SelectMany(x => names.Select(d => x.Sum(t => d.Max(u => Dot(u, t)))))], found, 1e-4);
    }

    [Theory]
    [InlineData("one name")]
    [InlineData("two; names; and one")]
    [InlineData("a name;")]
    public void Require_NotANameForEachLabel_IsRefused(string names)
    {
        var message = Assert.Throws<InvalidDataException>(() => CellCheck.Require(Cell(new FastFitSettings { Names = names }))).Message;
        Assert.Equal($"Label names: found \"{names}\", expected 2 names apart by semicolons, in the order of the labels of toy: good; "
            + "bad.", message);
    }

    [Fact]
    public void Id_OtherLabelNames_IsAnother() =>
        Assert.NotEqual(Cell(new FastFitSettings()).Id, Cell(new FastFitSettings { Names = "up; down" }).Id);

    private static TrainingCell Cell(FastFitSettings own) =>
        Toy.Cell("fastfit", new TrainingSettings { Shots = 8, Dropout = 0 }) with { LossSettings = own };

    // s of all rows by the definition: the anchor's tokens in the other row, but a name and a text always from the text.
    private static double[][] Plain(double[][][] rows, int texts) => [.. rows.Select((_, i) => rows.Select((_, j) =>
        i >= texts && j < texts ? Similarity(rows[j], rows[i]) : Similarity(rows[i], rows[j])).ToArray())];

    private static double Similarity(double[][] from, double[][] into) => from.Average(t => into.Max(u => Dot(u, t)));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Unit(double[] v) => [.. v.Select(x => x / Math.Sqrt(Dot(v, v)))];

    private static double[][] Projected(FewShotModel model, double[][] states)
    {
        var weight = model.Network.Parameters.Copy("fast.projection");
        return [.. states.Select(t => Unit([.. Enumerable.Range(0, 8).Select(k => t.Select((x, d) => x * weight[k * 32 + d]).Sum())]))];
    }

    // States of the real tokens, one text after the other.
    private static double[][][] States(FewShotModel model, TokenizedText[] texts) => [.. texts.Select(text =>
    {
        using var scope = NewDisposeScope();
        var values = model.Network.Passes.Of([text]).States.detach().contiguous().data<float>().ToArray();
        return values.Chunk(32).Select(t => t.Select(x => (double)x).ToArray()).ToArray();
    })];

    private static void AssertClose(double[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < found.Length; i++) { Assert.Equal(expected[i], found[i], tolerance * Math.Max(1, Math.Abs(expected[i]))); }
    }
}
