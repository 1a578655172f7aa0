using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class WebProgramTests
{
    /// <summary>Among the sources the browser is built as it is asked for; in a package it lies beside the program.</summary>
    [Fact]
    public void How_AmongTheSources_BuildsTheBrowser()
    {
        var start = WebProgram.How(["report", "quickstart"])!;
        Assert.Equal(["dotnet", "run", "-c", "Release", "--project", Path.Combine(Repository.Root, "web"), "--", "report", "quickstart"],
            start.ArgumentList.Prepend(start.FileName));
    }
}
