using System.Net;

namespace DmlStudio.Trainer.Hub;

/// <summary>Where encoders are downloaded from and to.</summary>
/// <param name="Endpoint">Address of the hub, https (http for this machine alone).</param>
/// <param name="Cache">Folder of the downloaded encoders.</param>
/// <param name="Token">Access token, or null; sent to the endpoint and to nobody else.</param>
/// <param name="Offline">Take what is there and never ask the network.</param>
internal sealed record HubSettings(Uri Endpoint, string Cache, string? Token = null, bool Offline = false)
{
    private const string Public = "https://huggingface.co";

    /// <summary>How long nothing may arrive before the connection counts as broken.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait before the first new attempt; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and DMLSTUDIO_CACHE (default: the user's cache folder). A proxy is taken from
    /// HTTPS_PROXY and NO_PROXY by the runtime.</summary>
    /// <exception cref="InvalidDataException">The endpoint is no https address.</exception>
    public static HubSettings OfEnvironment()
    {
        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        var named = Variable("HF_ENDPOINT") ?? Public;
        if (!Uri.TryCreate(named.TrimEnd('/') + "/", UriKind.Absolute, out var endpoint) || !Safe(endpoint))
        {
            throw new InvalidDataException(
                $"HF_ENDPOINT is \"{named}\", expected an https address such as {Public}. Change it or unset it.");
        }
        var cache = Variable("DMLSTUDIO_CACHE") ?? Path.Combine(Variable("XDG_CACHE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "dmlstudio");
        return new HubSettings(endpoint, Path.GetFullPath(cache), Variable("HF_TOKEN"), Variable("HF_HUB_OFFLINE") is { } off
            && off is not ("0" or "false" or "no" or "off"));
    }

    private static bool Safe(Uri address) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp
            && (address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip))));
}
