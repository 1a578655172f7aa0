namespace DmlStudio.Tests;

/// <summary>Where the sources lie.</summary>
public static class Repository
{
    /// <summary>The folder of <c>DmlStudio.sln</c>, found upwards from the test program.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DmlStudio.sln"))) { return folder.FullName; }
        }
        throw new InvalidOperationException($"No DmlStudio.sln above {AppContext.BaseDirectory}.");
    }
}
