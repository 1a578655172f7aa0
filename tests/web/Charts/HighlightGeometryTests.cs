using DmlStudio.Web.Charts;
using DmlStudio.Web.Highlights;

namespace DmlStudio.Tests.Web.Charts;

public class HighlightGeometryTests
{
    [Fact]
    public void Cells_LongText_StayInTheWidthAndDoNotOverlap()
    {
        var segments = Enumerable.Range(0, 200)
            .SelectMany(i => new TextSegments.Segment[] { new(i % 7 == 0 ? new string('W', 120) : "word", i, true),
                new(" and ", -1, true) })
            .ToArray();
        var geometry = new HighlightGeometry(segments, 300);
        Assert.All(geometry.Cells,
            c => Assert.True(c.X >= 0 && c.X + c.Width <= 300 + 1e-9 && c.Start >= c.X && c.Start + c.Letters <= c.X + c.Width + 1e-9));
        Assert.All(geometry.Cells.Zip(geometry.Cells.Skip(1)),
            p => Assert.True(p.Second.Line > p.First.Line ? p.Second.X == 0 : p.Second.X >= p.First.X + p.First.Width - 1e-9));
        Assert.Equal((geometry.Cells[^1].Line + 1) * HighlightGeometry.LineHeight, geometry.Height);
    }

    [Fact]
    public void Cells_WhatIsJoinedInTheText_StaysJoined()
    {
        var geometry = new HighlightGeometry([new("good", 0, true), new(", but", -1, true)], 300);
        Assert.Equal(["good", ",", "but"], geometry.Cells.Select(c => c.Text));
        Assert.Equal(geometry.Cells[0].X + geometry.Cells[0].Width, geometry.Cells[1].X);
        Assert.True(geometry.Cells[2].X > geometry.Cells[1].X + geometry.Cells[1].Width);
    }

    /// <summary>Hebrew: the first word stands on the right.</summary>
    [Fact]
    public void Cells_TextReadFromTheRight_BeginThere()
    {
        var geometry = new HighlightGeometry([new("שלום", 0, true), new(" ", -1, true), new("עולם", 1, true)], 300);
        Assert.True(geometry.RightToLeft);
        Assert.Equal(300, geometry.Cells[0].X + geometry.Cells[0].Width, 9);
        Assert.True(geometry.Cells[1].X < geometry.Cells[0].X);
        Assert.False(new HighlightGeometry([new("12 ok", -1, true)], 300).RightToLeft);
    }

    [Fact]
    public void Cells_RestThatWasNotRead_SaysSo() =>
        Assert.Equal([("seen", true), ("[the model read nothing after this]", false), ("rest", false)],
            new HighlightGeometry([new("seen", 0, true), new("rest", -1, false)], 300).Cells.Select(c => (c.Text, c.Seen)));

    [Fact]
    public void Lines_OfAText_AreCutAtSpacesOnly()
    {
        Assert.Equal(["aa aa", "bbbbbbbbbb", "c"], TextWidth.Lines("aa  aa bbbbbbbbbb c", 10, 30));
        Assert.Empty(TextWidth.Lines("", 10, 30));
    }
}
