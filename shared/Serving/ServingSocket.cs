using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Serving;

/// <summary>Where <c>trainer serve</c> listens: a Unix domain socket that belongs to a runs folder, in a folder that
/// its user alone may enter.</summary>
public static class ServingSocket
{
    /// <summary>Most bytes of a socket's path, less than the 104 that the narrowest system allows.</summary>
    private const int Longest = 100;

    /// <summary>Path of the socket where nothing stands in its way: the first of <see cref="Places"/>.</summary>
    /// <param name="store">Runs folder.</param>
    public static string Of(string store) => Places(store)[0];

    /// <summary>Paths at which the socket may be: in the runs folder, and, where that path is too long for a socket or
    /// the folder not one's own, in the user's part of the temporary folder. The server takes the first that it can,
    /// the browser the first that answers.</summary>
    /// <param name="store">Runs folder.</param>
    public static IReadOnlyList<string> Places(string store)
    {
        var root = Path.GetFullPath(store).TrimEnd(Path.DirectorySeparatorChar);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16] + ".sock";
        var user = FormattableString.Invariant($"dmlstudio-{UnixUser.Own}");
        string[] places = [Path.Combine(root, "serving", "serve.sock"), Path.Combine(Path.GetTempPath(), user, name),
            Path.Combine("/tmp", user, name)];
        // The temporary folder can be too deep as well; /tmp is not.
        return [.. places.Where(p => Encoding.UTF8.GetByteCount(p) <= Longest).Distinct().Take(2)];
    }
}
