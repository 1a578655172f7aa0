using DmlStudio.Records;
using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public class CurveGeometryTests
{
    [Fact]
    public void Lines_ThreeSteps_SpanTheBox()
    {
        var found = new CurveGeometry(new TrainingCurve([0, 1, 0], [4, 2, 0], [1, 1, 1], [float.NaN, float.NaN, float.NaN], [1, 1, 1]), 3);
        Assert.Equal(4, found.Top);
        Assert.Equal(["Loss", "Cross-entropy"], found.Lines.Select(l => l.Name));
        Assert.Equal("M0 0 L280 90 L560 180", found.Lines[0].Path);
    }
}
