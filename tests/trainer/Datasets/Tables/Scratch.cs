using System.Text;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

/// <summary>A folder for small files, and how a table is read or refused.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tables-");

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Corpus Read(string name, string content, TableColumns? columns = null, CorpusUse use = CorpusUse.Train) =>
        Read(name, Encoding.UTF8.GetBytes(content), columns, use);

    public Corpus Read(string name, byte[] content, TableColumns? columns = null, CorpusUse use = CorpusUse.Train) =>
        TableDataset.Read("own", Write(name, content), columns ?? new TableColumns(), use);

    /// <summary>The message of the refusal, with the file's name in place of its path.</summary>
    public string Refusal(string name, byte[] content, TableColumns? columns = null, CorpusUse use = CorpusUse.Train)
    {
        var path = Write(name, content);
        var fault = Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", path, columns ?? new TableColumns(), use));
        Assert.DoesNotContain('\n', fault.Message);
        return fault.Message.Replace(path, name, StringComparison.Ordinal);
    }

    public string Refusal(string name, string content, TableColumns? columns = null, CorpusUse use = CorpusUse.Train) =>
        Refusal(name, Encoding.UTF8.GetBytes(content), columns, use);
}
