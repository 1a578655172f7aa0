using DmlStudio.Web.Hosting;

namespace DmlStudio.Tests.Web.Hosting;

public class HostNamesTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("*.example.org")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("http://example.org")]
    [InlineData("example.org:80")]
    [InlineData("a,b")]
    [InlineData("a;b")]
    public void Read_WhatIsNoName_IsRefused(string written) =>
        Assert.Equal($"--allow-host is \"{written}\"; expected one host name without scheme, port or *, such as dml.example.org.",
            Assert.Throws<InvalidDataException>(() => HostNames.Read("--allow-host", [written])).Message);

    [Fact]
    public void Read_Names_StandBesideThisMachinesOwn() =>
        Assert.Equal(["localhost", "127.0.0.1", "[::1]", "dml.example.org", "[fd00::1]", "[fd00::2]", "10.0.0.7"],
            HostNames.Read("--allow-host", ["dml.example.org", "fd00::1", "[fd00::2]", "10.0.0.7"]).All);
}
