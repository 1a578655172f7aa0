using System.Text.Json;

namespace DmlStudio.Trainer.Hub;

/// <summary>The folder of downloaded encoders: <c>hf/owner/commit/name/</c> with the files, and beside the commits which revision meant
/// which commit. A folder counts once its list of files is written, which is last.</summary>
/// <param name="root">The cache folder.</param>
internal sealed class HubCache(string root)
{
    private const string List = "downloaded.json";

    /// <summary>The complete encoders: what names them, folder, bytes.</summary>
    public IReadOnlyList<(HubName Name, string Commit, string Folder, long Size)> All()
    {
        var hub = Path.Combine(root, "hf");
        if (!Directory.Exists(hub)) { return []; }
        return [.. from owner in Directory.GetDirectories(hub)
                   from commit in Directory.GetDirectories(owner).Where(c => Path.GetFileName(c) != "revisions")
                   from folder in Directory.GetDirectories(commit)
                   where File.Exists(Path.Combine(folder, List))
                   let revisions = Revisions(owner, Path.GetFileName(folder), Path.GetFileName(commit))
                   let name = new HubName(Path.GetFileName(owner), Path.GetFileName(folder), revisions.Contains("main")
                       ? "main"
                       : Path.GetFileName(commit))
                   orderby name.ToString()
                   select (name, Path.GetFileName(commit), folder, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                       .Sum(f => new FileInfo(f).Length))];
    }

    /// <summary>The folder of a complete encoder, or null.</summary>
    public string? Find(HubName name)
    {
        var revision = RevisionFile(name);
        var commit = File.Exists(revision) ? File.ReadAllText(revision).Trim() : name.Revision;
        var folder = Folder(name, commit);
        return IsCommit(commit) && File.Exists(Path.Combine(folder, List)) ? folder : null;
    }

    /// <summary>Folder of an encoder at a commit, there or not.</summary>
    /// <param name="commit">Commit, 40 hex digits.</param>
    public string Folder(HubName name, string commit)
    {
        return Path.Combine(root, "hf", name.Owner, commit, name.Name);
    }

    /// <summary>Marks a folder as complete, and the revision as this commit.</summary>
    /// <param name="files">The files.</param>
    public void Complete(HubName name, string commit, IReadOnlyList<HubFile> files)
    {
        Write(Path.Combine(Folder(name, commit), List), JsonSerializer.Serialize(files));
        Write(RevisionFile(name), commit);
    }

    /// <summary>True for 40 hex digits.</summary>
    /// <param name="commit">A commit's id.</param>
    public static bool IsCommit(string commit)
    {
        return commit.Length == 40 && commit.All(char.IsAsciiHexDigitLower);
    }

    private static string[] Revisions(string owner, string name, string commit)
    {
        var folder = Path.Combine(owner, "revisions", name);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(f => File.ReadAllText(f).Trim() == commit).Select(f => Path.GetFileName(f))]
            : [];
    }

    private string RevisionFile(HubName name) =>
        Path.Combine(root, "hf", name.Owner, "revisions", name.Name, Uri.EscapeDataString(name.Revision));

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".writing";
        File.WriteAllText(beside, content);
        File.Move(beside, path, overwrite: true);
    }
}
