using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace DmlStudio.Web.Previews;

/// <summary>Fonts of this machine in which pictures are drawn. The program brings none, and the native library, which asks no
/// fontconfig, finds none either: the folders of the system are looked through here.</summary>
internal sealed class PictureFonts
{
    /// <summary>What mends it, for whoever runs the program on Debian.</summary>
    public const string Package = "fonts-dejavu-core";

    // Files of a plain family without serifs and of its bold face. Figures are laid out for the widths of Helvetica: what is
    // as wide is first.
    private static readonly (string Regular, string Bold)[] Families =
    [
        ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"), ("Arimo-Regular.ttf", "Arimo-Bold.ttf"),
        ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"), ("Roboto-Regular.ttf", "Roboto-Bold.ttf"),
        ("OpenSans-Regular.ttf", "OpenSans-Bold.ttf"), ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("Ubuntu-R.ttf", "Ubuntu-B.ttf"), ("FreeSans.ttf", "FreeSansBold.ttf"),
        ("arial.ttf", "arialbd.ttf"), ("Arial.ttf", "Arial Bold.ttf"),
    ];

    // Files that are tried for a letter that the family lacks: a machine may have thousands, and a letter is no reason to open all.
    private const int MostOthers = 60;

    private readonly SKTypeface? _regular, _bold;
    private readonly IReadOnlyList<string> _others = [];
    private readonly ConcurrentDictionary<int, SKTypeface?> _letters = new();

    /// <summary>Looks for fonts.</summary>
    /// <param name="folders">Where they lie; what is not there or may not be read is passed over.</param>
    public PictureFonts(IReadOnlyList<string> folders)
    {
        var files = Files(folders);
        try
        {
            var family = Families.FirstOrDefault(f => files.ContainsKey(f.Regular));
            if (family.Regular is null || (_regular = SKTypeface.FromFile(files[family.Regular])) is null)
            {
                // Read by visitors too, to whom it is nothing where folders lie.
                Lacking = "The machine of these pages has no font that is known here, so no picture can be drawn; previews stay SVG. "
                    + $"On Debian and Ubuntu the package {Package} brings one; then the browser program is to be started anew.";
                return;
            }
            _bold = files.TryGetValue(family.Bold, out var bold) ? SKTypeface.FromFile(bold) : null;
            _others = [.. files.Where(f => f.Key.Contains("Regular", StringComparison.Ordinal) || Families.Any(o => o.Regular == f.Key))
                .OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value).Take(MostOthers)];
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            Lacking = "The native library that draws pictures is not there for this platform; previews stay SVG.";
        }
    }

    /// <summary>Folders in which this system keeps fonts.</summary>
    public static IReadOnlyList<string> Folders
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return OperatingSystem.IsWindows() ? [Environment.GetFolderPath(Environment.SpecialFolder.Fonts)]
                : OperatingSystem.IsMacOS() ? ["/System/Library/Fonts", "/Library/Fonts"]
                : ["/usr/share/fonts", "/usr/local/share/fonts", .. home.Length == 0 ? Array.Empty<string>()
                    : [Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")]];
        }
    }

    /// <summary>Why nothing can be drawn, with what mends it; null where pictures can be drawn.</summary>
    public string? Lacking { get; }

    /// <summary>The face that has a letter; where none has it, the plain one, which draws its box.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <exception cref="InvalidOperationException">There is no font.</exception>
    public SKTypeface Of(Rune letter, bool bold)
    {
        if (_regular is null) { throw new InvalidOperationException(Lacking); }
        var face = bold ? _bold ?? _regular : _regular;
        return Has(face, letter.Value) ? face : _letters.GetOrAdd(letter.Value, Other) ?? face;
    }

    private SKTypeface? Other(int letter)
    {
        foreach (var file in _others)
        {
            var face = SKTypeface.FromFile(file);
            if (face is not null && Has(face, letter)) { return face; }
            face?.Dispose();
        }
        return null;
    }

    private static bool Has(SKTypeface face, int letter)
    {
        using var font = new SKFont(face);
        return font.ContainsGlyph(letter);
    }

    private static Dictionary<string, string> Files(IReadOnlyList<string> folders)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 5 };
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var file in new[] { "*.tt?", "*.otf" }.SelectMany(kind => Directory.EnumerateFiles(folder, kind, everywhere)))
            {
                files.TryAdd(Path.GetFileName(file), file);
            }
        }
        return files;
    }
}
