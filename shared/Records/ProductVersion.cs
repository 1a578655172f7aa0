using System.Reflection;

namespace DmlStudio.Records;

/// <summary>Version and commit of this build, as its assembly was made with them.</summary>
public static class ProductVersion
{
    private static readonly string[] Parts =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "")
            .Split('+');

    /// <summary>Version, such as <c>0.9.0</c>.</summary>
    public static string Number => Parts[0];

    /// <summary>Commit of the sources, or empty where they were built outside a repository.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "";

    /// <summary>Both, such as <c>0.9.0 (commit 4e04ee8)</c>.</summary>
    public static string Text => Named(Number, Commit);

    /// <summary>What made a run, by the environment that it stored; older runs did not store it.</summary>
    /// <param name="environment">Values of the run's record.</param>
    public static string Of(IReadOnlyList<SettingValue> environment)
    {
        string Value(string name) => environment.FirstOrDefault(v => v.Group == "environment" && v.Name == name)?.Value ?? "";
        return Value("version").Length == 0 ? "a version before 0.9.0" : Named(Value("version"), Value("commit"));
    }

    private static string Named(string number, string commit) =>
        commit.Length == 0 ? number : $"{number} (commit {commit[..Math.Min(7, commit.Length)]})";
}
