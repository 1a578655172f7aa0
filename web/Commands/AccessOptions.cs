using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmlStudio.Web.Access;

namespace DmlStudio.Web.Commands;

/// <summary>Options that say where the browser listens and who may read.</summary>
internal sealed class AccessOptions
{
    private readonly Option<bool> _share = new("--share")
    {
        Description = "Lets readers in from elsewhere, each by a token (web share create)",
    };

    private readonly Option<bool> _anonymous = new("--anonymous")
    {
        Description = "With --bind: lets in everybody who reaches this address, without a token. Texts may be confidential",
    };

    private readonly Option<string?> _bind = new("--bind") { Description = "IP address to listen on (default 127.0.0.1); 0.0.0.0 for all" };

    private readonly Option<string?> _url = new("--public-url")
    {
        Description = "Address under which readers reach it, such as https://dml.example.org, where a proxy stands before it",
    };

    private readonly Option<string[]> _proxies = new("--proxy")
    {
        Description = "IP address of a proxy whose X-Forwarded-For and X-Forwarded-Proto count; may be repeated",
    };

    private readonly Option<string?> _certificate = new("--certificate") { Description = "Certificate for TLS, a PEM file" };

    private readonly Option<string?> _key = new("--key") { Description = "Its key, a PEM file; default in the file of the certificate" };

    /// <summary>Adds the options to a command.</summary>
    public AccessOptions(Command command)
    {
        foreach (var option in new Option[] { _share, _anonymous, _bind, _url, _proxies, _certificate, _key }) { command.Add(option); }
    }

    /// <summary>What a person wrote.</summary>
    /// <exception cref="InvalidDataException">It opens more than it says, or cannot be read.</exception>
    public AccessSettings Read(ParseResult parsed)
    {
        var (share, anonymous) = (parsed.GetValue(_share), parsed.GetValue(_anonymous));
        var bind = parsed.GetValue(_bind) is { } written ? Ip(_bind.Name, written) : IPAddress.Loopback;
        if (share && anonymous)
        {
            throw new InvalidDataException("--share asks every reader for a token and --anonymous asks nobody; expected one of them.");
        }
        if (!IPAddress.IsLoopback(bind) && !share && !anonymous)
        {
            throw new InvalidDataException($"--bind {bind} lets others read these runs. Give --share, which asks them for a token "
                + "(\"web share create\" makes one), or --anonymous, which lets everybody in who reaches this address.");
        }
        return new AccessSettings
        {
            Bind = bind,
            Tokens = share,
            PublicUrl = Url(_url.Name, parsed.GetValue(_url)),
            Proxies = [.. (parsed.GetValue(_proxies) ?? []).Select(p => Ip(_proxies.Name, p))],
            Certificate = Certificate(parsed.GetValue(_certificate), parsed.GetValue(_key)),
        };
    }

    /// <summary>An address of a site, without a slash at its end, or null.</summary>
    /// <param name="flag">Where it was written.</param>
    public static string? Url(string flag, string? written)
    {
        if (written is null) { return null; }
        return Uri.TryCreate(written, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            && url.GetLeftPart(UriPartial.Authority) == written.TrimEnd('/')
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new InvalidDataException(
                $"{flag} is \"{written}\"; expected scheme and name and nothing behind, such as https://dml.example.org.");
    }

    private static IPAddress Ip(string flag, string written) => IPAddress.TryParse(written, out var address) ? address
        : throw new InvalidDataException($"{flag} is \"{written}\"; expected an IP address, such as 192.168.1.10.");

    private static X509Certificate2? Certificate(string? file, string? key)
    {
        if (file is null && key is null) { return null; }
        if (file is null)
        {
            throw new InvalidDataException("--key is given without --certificate; expected both, or the certificate alone.");
        }
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(file, key);
            // The server of some systems wants a key that was read from a file.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException(
                $"--certificate {file} cannot be used: {e.Message} Expected PEM files of a certificate and its key.", e);
        }
    }
}
