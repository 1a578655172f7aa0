using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Serving;

/// <summary>Where <c>trainer serve</c> listens: a Unix domain socket that belongs to a runs folder.</summary>
public static class ServingSocket
{
    /// <summary>Most bytes of a socket's path, less than the 104 that the narrowest system allows.</summary>
    private const int Longest = 100;

    /// <summary>Path of the socket: in the runs folder, or, where that path is too long for a socket, in the user's temporary folder.</summary>
    /// <param name="store">Runs folder.</param>
    public static string Of(string store)
    {
        var root = Path.GetFullPath(store).TrimEnd(Path.DirectorySeparatorChar);
        var path = Path.Combine(root, "serve.sock");
        return Encoding.UTF8.GetByteCount(path) <= Longest ? path
            : Path.Combine(Path.GetTempPath(), $"dmlstudio-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16]}.sock");
    }
}
