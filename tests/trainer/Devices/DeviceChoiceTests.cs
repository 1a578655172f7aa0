using DmlStudio.Trainer.Devices;
using TorchSharp;

namespace DmlStudio.Tests.Trainer.Devices;

public sealed class DeviceChoiceTests
{
    [Theory]
    [InlineData("auto", 0, DeviceType.CPU, -1)]
    [InlineData("auto", 2, DeviceType.CUDA, 0)]
    [InlineData("cpu", 2, DeviceType.CPU, -1)]
    [InlineData("cuda", 1, DeviceType.CUDA, 0)]
    [InlineData("cuda:1", 2, DeviceType.CUDA, 1)]
    public void Of_WordAndGpus_NamesTheDevice(string word, int gpus, DeviceType type, int index)
    {
        var device = DeviceChoice.Of(word, "device", gpus);
        Assert.Equal((type, index), (device.type, device.index));
    }

    [Theory]
    [InlineData("cuda", 0, "device is \"cuda\", which is not here. Here is cpu alone")]
    [InlineData("cuda:1", 1, "device is \"cuda:1\", which is not here. Here are cpu and cuda:0.")]
    [InlineData("cuda:4", 4, "which is not here. Here are cpu and cuda:0 to cuda:3.")]
    [InlineData("gpu", 1, "device is \"gpu\"; expected auto, cpu, cuda or cuda:N")]
    [InlineData("cuda:-1", 1, "device is \"cuda:-1\"; expected auto, cpu, cuda or cuda:N")]
    [InlineData("CPU", 0, "device is \"CPU\"; expected auto, cpu, cuda or cuda:N")]
    public void Of_WhatIsNotHere_SaysWhatIs(string word, int gpus, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => DeviceChoice.Of(word, "device", gpus)).Message,
            StringComparison.Ordinal);

    /// <summary>One place chooses: nothing else of the program asks libtorch whether it has a GPU.</summary>
    [Fact]
    public void Sources_AskForAGpu_InOnePlace()
    {
        var trainer = Path.Combine(Repository.Root, "trainer");
        var asking = Directory.EnumerateFiles(trainer, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("is_available", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(trainer, f).Replace('\\', '/'));
        Assert.Equal(["Devices/DeviceChoice.cs"], asking);
    }

    [Fact]
    public void Version_OfTheLoadedLibtorch_IsTheOneOfThePackage() => Assert.True(TorchRuntime.IsExpected, TorchRuntime.Text);

    [Fact]
    public void Decode_StableAbi_IsAVersion() => Assert.Equal(new Version(2, 11, 0), TorchRuntime.Decode(0x020B_0000_0000_0000));

    /// <summary>The setter that TorchSharp's wrapper does not reach is there, and works.</summary>
    [Fact]
    public void EqualBits_Set_IsWhatLibtorchSays()
    {
        Assert.False(EqualBits.IsSet);
        try
        {
            Assert.True(EqualBits.Set(true));
            Assert.True(EqualBits.IsSet);
        }
        finally { EqualBits.Set(false); }
        Assert.False(EqualBits.IsSet);
    }

    [Fact]
    public void Ask_OnAProcessor_SetsNothing()
    {
        Assert.True(EqualBits.Ask(torch.CPU));
        Assert.False(EqualBits.IsSet);
    }

    [Theory]
    [InlineData("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (dvs-builder@U22)\n"
        + "GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04.2)", "580.95.05")]
    [InlineData("nothing of a version", "")]
    public void ReleaseIn_LinesOfTheKernelModule_IsTheDrivers(string lines, string expected) =>
        Assert.Equal(expected, CudaDriver.ReleaseIn(lines));

    [Theory]
    [InlineData(13000, "13.0")]
    [InlineData(12080, "12.8")]
    public void CudaText_Number_IsAVersion(int number, string expected) => Assert.Equal(expected, CudaDriver.CudaText(number));

    [Fact]
    public void ThreadCount_AWhile_IsSetBack()
    {
        var before = torch.get_num_threads();
        using (new ThreadCount(before + 1)) { Assert.Equal(before + 1, torch.get_num_threads()); }
        Assert.Equal(before, torch.get_num_threads());
        using (new ThreadCount(null)) { Assert.Equal(before, torch.get_num_threads()); }
    }
}
