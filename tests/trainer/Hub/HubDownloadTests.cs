using System.Text;
using DmlStudio.Trainer.Hub;

namespace DmlStudio.Tests.Trainer.Hub;

/// <summary>Downloads from a hub on this machine: what is taken, resumed, checked and refused.</summary>
public sealed class HubDownloadTests : IDisposable
{
    private static readonly byte[] Weights = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private readonly string _cache = Directory.CreateTempSubdirectory("hub-").FullName;
    private readonly FakeHub _hub = new(new()
    {
        ["config.json"] = Encoding.UTF8.GetBytes("{\"model_type\":\"bert\"}"),
        ["tokenizer.json"] = Encoding.UTF8.GetBytes("{}"),
        ["1_Pooling/config.json"] = Encoding.UTF8.GetBytes("{\"pooling_mode_cls_token\":true}"),
        ["model.safetensors"] = Weights,
        ["pytorch_model.bin"] = Weights,
        ["tf_model.h5"] = Weights,
        ["onnx/model.onnx"] = Weights,
    });

    private static HubName Name { get; } = HubName.Parse("hf:someone/some-encoder");

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_cache, recursive: true);
    }

    [Fact]
    public void Folder_First_TakesTheNeededFilesAloneAndAsksOnce()
    {
        var folder = Take(new HubSettings(_hub.Address, _cache, "secret"));
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(["1_Pooling/config.json", "config.json", "downloaded.json", "model.safetensors", "tokenizer.json"],
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
        Assert.Equal("some-encoder", Path.GetFileName(folder));
        Assert.Equal(["Bearer secret"], _hub.Tokens);
        var asked = _hub.Asked.Count;
        // What is there is not asked for again, on- or offline, by branch or by commit.
        Assert.Equal(folder, Take(new HubSettings(_hub.Address, _cache)));
        Assert.Equal(folder, Take(new HubSettings(_hub.Address, _cache, Offline: true)));
        Assert.Equal(folder, Take(new HubSettings(_hub.Address, _cache, Offline: true),
            HubName.Parse("hf:someone/some-encoder@" + FakeHub.Commit)));
        Assert.Equal(asked, _hub.Asked.Count);
        var listed = Assert.Single(new HubCache(_cache).All());
        Assert.Equal(("hf:someone/some-encoder", FakeHub.Commit, folder), (listed.Name.ToString(), listed.Commit, listed.Folder));
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    public void Folder_ConnectionBreaks_GoesOnFromWhatArrived(bool ranges, int breaks)
    {
        (_hub.BreakAfter, _hub.Breaks, _hub.Ranges) = (100_000, breaks, ranges);
        var folder = Take(new HubSettings(_hub.Address, _cache));
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        var resumed = _hub.Asked.Where(a => a.Contains("bytes=", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(resumed);
        if (ranges) { Assert.DoesNotContain(resumed, a => a.EndsWith("bytes=0-", StringComparison.Ordinal)); }
    }

    [Fact]
    public void Folder_BreaksAtTheSamePlaceForEver_GivesUp()
    {
        (_hub.BreakAfter, _hub.Breaks, _hub.Ranges) = (100_000, int.MaxValue, false);
        Assert.Contains("broke off at 100000 bytes again",
            Assert.Throws<IOException>(() => Take(new HubSettings(_hub.Address, _cache))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_InterruptedThenAgain_GoesOn()
    {
        using var stop = new CancellationTokenSource();
        using (var download = new HubDownload(new HubSettings(_hub.Address, _cache)))
        {
            Assert.ThrowsAny<OperationCanceledException>(() =>
                download.Folder(Name, (file, done, _) =>
                {
                    if (file == "model.safetensors" && done > 0)
                    {
                        stop.Cancel();
                    }
                }, stop.Token));
        }
        Assert.Empty(new HubCache(_cache).All());
        var part = Assert.Single(Directory.GetFiles(_cache, "*.part", SearchOption.AllDirectories));
        var had = new FileInfo(part).Length;
        Assert.InRange(had, 1, Weights.Length);
        var folder = Take(new HubSettings(_hub.Address, _cache));
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(1, _hub.Asked.Count(a => a.EndsWith("tokenizer.json", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("model.safetensors", "has the SHA-256")]
    [InlineData("config.json", "has the SHA-1 of the blob")]
    public void Folder_OtherContentThanAnnounced_IsRefusedAndThrownAway(string file, string said)
    {
        _hub.Forged = file;
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => Take(new HubSettings(_hub.Address, _cache))).Message,
            StringComparison.Ordinal);
        Assert.Empty(new HubCache(_cache).All());
        _hub.Forged = null;
        Take(new HubSettings(_hub.Address, _cache));
    }

    [Theory]
    [InlineData(404, "has no hf:someone/some-encoder")]
    [InlineData(401, "or set HF_TOKEN")]
    [InlineData(403, "or set HF_TOKEN")]
    public void Folder_Refused_SaysWhatToDo(int status, string said)
    {
        _hub.Status = status;
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => Take(new HubSettings(_hub.Address, _cache))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_HubDown_SaysHowOftenItTried()
    {
        _hub.Status = 503;
        Assert.Contains("Tried 5 times", Assert.Throws<IOException>(() => Take(new HubSettings(_hub.Address, _cache))).Message,
            StringComparison.Ordinal);
    }

    // Taken for a broken connection, it was asked for again for half a minute.
    [SkippableFact]
    public void Folder_DiskFull_IsToldAtOnceAndAsksOnce()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Needs /dev/full.");
        var part = Path.Combine(new HubCache(_cache).Folder(Name, FakeHub.Commit), "model.safetensors.part");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.CreateSymbolicLink(part, "/dev/full");
        var message = Assert.Throws<IOException>(() => Take(new HubSettings(_hub.Address, _cache))).Message;
        Assert.StartsWith($"hf:someone/some-encoder: model.safetensors could not be written to {_cache}: ", message,
            StringComparison.Ordinal);
        Assert.EndsWith("Free some space, or name another folder with DMLSTUDIO_CACHE; the same command goes on where it stopped.", message,
            StringComparison.Ordinal);
        Assert.Single(_hub.Asked, a => a.Contains("model.safetensors", StringComparison.Ordinal));
        Assert.Empty(new HubCache(_cache).All());
    }

    [Fact]
    public void Folder_OfflineAndAbsent_SaysSo() =>
        Assert.Contains("HF_HUB_OFFLINE",
            Assert.Throws<InvalidDataException>(() => Take(new HubSettings(_hub.Address, _cache, Offline: true))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("hf:owner/name", "owner", "name", "main")]
    [InlineData("hf:owner/name@v1.0", "owner", "name", "v1.0")]
    [InlineData("hf:name", null, null, null)]
    [InlineData("hf:../name", null, null, null)]
    [InlineData("hf:owner/na..me", null, null, null)]
    [InlineData("hf:owner/name@", null, null, null)]
    public void Parse_Name_IsReadOrRefused(string text, string? owner, string? name, string? revision)
    {
        if (owner is null) { Assert.Throws<InvalidDataException>(() => HubName.Parse(text)); return; }
        Assert.Equal(new HubName(owner, name!, revision!), HubName.Parse(text));
        Assert.Equal(text, HubName.Parse(text).ToString());
    }

    private static string Take(HubSettings settings, HubName? name = null)
    {
        using var download = new HubDownload(settings with { FirstWait = TimeSpan.FromMilliseconds(5) });
        return download.Folder(name ?? Name, (_, _, _) => { }, CancellationToken.None);
    }
}
