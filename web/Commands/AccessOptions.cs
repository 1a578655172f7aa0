using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using DmlStudio.Web.Access;

namespace DmlStudio.Web.Commands;

/// <summary>Options that say where the browser listens and who may read.</summary>
internal sealed partial class AccessOptions
{
    private readonly Option<bool> _share = new("--share")
    {
        Description = "Lets readers in from elsewhere, each by a token (web share create)",
    };

    private readonly Option<bool> _anonymous = new("--anonymous")
    {
        Description = "With --bind: lets in everybody who reaches this address, without a token, to read and nothing else. Texts may be "
            + "confidential",
    };

    private readonly Option<string?> _bind = new("--bind") { Description = "IP address to listen on (default 127.0.0.1); 0.0.0.0 for all" };

    private readonly Option<string?> _url = new("--public-url")
    {
        Description = "Address under which readers reach it, such as https://dml.example.org or https://example.org/dml, where a proxy "
            + "stands before it",
    };

    private readonly Option<string?> _base = new("--path-base")
    {
        Description = "Path that the pages lie under, such as /dml (default that of --public-url, else none)",
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
        foreach (var option in new Option[] { _share, _anonymous, _bind, _url, _base, _proxies, _certificate, _key })
        {
            command.Add(option);
        }
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
        var (url, path) = Places(parsed.GetValue(_url), parsed.GetValue(_base));
        return new AccessSettings
        {
            Bind = bind,
            Tokens = share,
            Anonymous = anonymous,
            PublicUrl = url,
            PathBase = path,
            Proxies = [.. (parsed.GetValue(_proxies) ?? []).Select(p => Ip(_proxies.Name, p))],
            Certificate = Certificate(parsed.GetValue(_certificate), parsed.GetValue(_key)),
        };
    }

    /// <summary>An address of a site and the path that its pages lie under, without a slash at its end, or null.</summary>
    /// <param name="flag">Where it was written.</param>
    public static string? Url(string flag, string? written)
    {
        if (written is null) { return null; }
        var plain = written.TrimEnd('/');
        return Uri.TryCreate(written, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            && url.GetLeftPart(UriPartial.Path).TrimEnd('/') == plain && IsPath(plain[url.GetLeftPart(UriPartial.Authority).Length..])
            ? plain
            : throw new InvalidDataException($"{flag} is \"{written}\"; expected scheme and name and nothing behind but a plain path, "
                + "such as https://dml.example.org or https://example.org/dml.");
    }

    // What readers reach, and the path in it: said by either, and never by both in two ways.
    private (string? Url, string Path) Places(string? written, string? path)
    {
        var (url, under) = (Url(_url.Name, written), path?.TrimEnd('/') ?? "");
        if (path is not null && !IsPath(under))
        {
            throw new InvalidDataException($"{_base.Name} is \"{path}\"; expected a path that begins with a slash, of letters, digits, "
                + "-, _ and dots, such as /dml.");
        }
        var known = url is null ? "" : new Uri(url).AbsolutePath.TrimEnd('/');
        return known.Length == 0 ? (url is null ? null : url + under, under)
            : under.Length == 0 || under == known ? (url, known)
            : throw new InvalidDataException($"{_base.Name} is {under}, and {_url.Name} {url} lies under {known}; expected the same path.");
    }

    private static bool IsPath(string path) => Plain().IsMatch(path);

    // Neither empty parts nor dots alone, which lead elsewhere.
    [GeneratedRegex(@"^(/(?!\.{1,2}(/|\z))[A-Za-z0-9._-]+)*\z")]
    private static partial Regex Plain();

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
