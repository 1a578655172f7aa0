using DmlStudio.Web.Exports;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Exports;

public sealed class ExportTests : IDisposable
{
    private readonly SampleStore _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Csv_HostileCells_StayCells() =>
        Assert.Equal("a,\"b,c\",\"say \"\"x\"\"\",'=1+1,-1.5,'-x,\"two\nlines\"\r\n",
            CsvTable.Of([["a", "b,c", "say \"x\"", "=1+1", "-1.5", "-x", "two\nlines"]]));

    [Fact]
    public void Markdown_HostileCells_StayCells() =>
        Assert.Equal("| a\\|b | &lt;i> |\n| --- | ---: |\n| x y | \\_\\* |\n", MarkdownTable.Of([["a|b", "<i>"], ["x\ny", "_*"]]));

    [Fact]
    public void Markdown_LinksAndPicturesOfACell_AreText() => Assert.Equal("| a |\n| --- |\n| !\\[p\\](http://evil/x.png) \\` |\n",
        MarkdownTable.Of([["a"], ["![p](http://evil/x.png) `"]]));

    [Fact]
    public void Latex_HostileCells_StayCells() =>
        Assert.Equal("\\begin{tabular}{lr}\n\\toprule\n5\\% \\& & a\\_b \\\\\n\\midrule\n\\textbackslash{}input\\{x\\} & 1 $\\pm$ 2 "
            + "\\\\\n\\bottomrule\n\\end{tabular}\n",
            LatexTable.Of([["5% &", "a_b"], ["\\input{x}", "1 ± 2"]]));

    [Fact]
    public void Note_StandsBelowTheTable()
    {
        Assert.Equal("| a |\n| --- |\n| b |\n\n\\* c\n", MarkdownTable.Of([["a"], ["b"]], "* c"));
        Assert.EndsWith("\\end{tabular}\n\\par{\\footnotesize * 1\\% own\\par}\n", LatexTable.Of([["a"], ["b"]], "* 1% own"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Results_OwnLosses_CarryAStarAndItsMeaning()
    {
        SampleRuns.Add(_sample.Store, "cce", 0, 5, testCount: 40);
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(_sample.Store);
        Assert.Equal("", ResultsExport.Note(answer));
        SampleRuns.Add(_sample.Store, "cce+label-names", 0, 8, title: "CCE + LabelNames", testCount: 40);
        answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(_sample.Store);
        Assert.Equal(["CCE", "CCE + LabelNames*"], ResultsExport.Matrix(answer).Skip(1).Select(r => r[0]));
        Assert.Equal("* own reading or choices; see the card", ResultsExport.Note(answer));
        // For computing the title stays as it is.
        Assert.Equal([("title", "own"), ("CCE", "false"), ("CCE + LabelNames", "true")], ResultsExport.Cells(answer)
            .Select(r => (r[1], r[^1])));
    }

    [Fact]
    public void Results_TwoLosses_GiveFullNumbersAndTheMatrix()
    {
        int[] low = [5, 6, 5], high = [8, 8, 8];
        for (var r = 0; r < 3; r++)
        {
            SampleRuns.Add(_sample.Store, "cce", r, low[r]);
            SampleRuns.Add(_sample.Store, "cce+proxy-anchor", r, high[r], title: "CCE + ProxyAnchor");
        }
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(_sample.Store);
        var cells = ResultsExport.Cells(answer);
        Assert.Equal(3, cells.Count);
        Assert.All(cells, r => Assert.Equal(cells[0].Count, r.Count));
        Assert.Equal(["cce+proxy-anchor", "evidence"], [cells[2][0], cells[2][cells[0].ToList().IndexOf("evidence")]]);
        Assert.Equal(["CCE + ProxyAnchor", "80.0 ± 0.0 (+26.7 ●)", "+26.7 ± 19.0", "–"], ResultsExport.Matrix(answer)[2]);
        Assert.Equal(7, RunsExport.Rows(_sample.Store, null, null).Count());
        Assert.Equal(4, RunsExport.Rows(_sample.Store, "proxy", "").Count());
    }
}
