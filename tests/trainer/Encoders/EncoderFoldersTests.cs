using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders;

public sealed class EncoderFoldersTests
{
    [Fact]
    public void Shipped_AreSmallAndTheirChecksumsAgree()
    {
        Assert.Contains(EncoderFolders.Default(), EncoderFolders.Shipped());
        Assert.All(EncoderFolders.Shipped(), folder =>
        {
            Assert.Null(EncoderFolders.Fault(folder));
            Assert.InRange(new FileInfo(Path.Combine(folder, "model.safetensors")).Length, 1, 16_000_000);
            Assert.Equal("roberta", EncoderCheckpoint.Read(folder).Config.ModelType);
        });
    }

    [Fact]
    public void Fault_ChangedWeights_IsSaidWithBothSums()
    {
        var folder = Directory.CreateTempSubdirectory("encoder-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "model.safetensors"), "changed");
            Assert.Null(EncoderFolders.Fault(folder));
            File.WriteAllText(Path.Combine(folder, "model.safetensors.sha256"), new string('0', 64) + "  model.safetensors");
            Assert.Contains("expected 0000", EncoderFolders.Fault(folder), StringComparison.Ordinal);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
