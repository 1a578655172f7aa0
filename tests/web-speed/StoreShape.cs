using System.Security.Cryptography;
using System.Text;
using DmlStudio.Settings;

namespace DmlStudio.WebSpeed;

/// <summary>Which runs a folder of a given size holds. The block that the measured pages show is the same in every size of 1,000 runs and
/// more, so that what grows with the number of runs is the cost of what a page does not show.</summary>
/// <param name="Runs">Number of runs.</param>
internal sealed record StoreShape(int Runs)
{
    /// <summary>Draws of a configuration.</summary>
    public const int Draws = 10;

    /// <summary>Encoder and training texts of the block that pages show.</summary>
    public const string Encoder = "all-MiniLM-L6-v2";

    /// <summary>Training texts of that block.</summary>
    public const int Shots = 20;

    private const int AllLosses = 20;

    // The blocks of a folder of 10,000 runs: 8 datasets × 20 losses each, 1,040 configurations with the block that is shown.
    private static readonly (string Encoder, int Shots)[] Blocks =
    [
        (Encoder, 50), (Encoder, 100), (Encoder, 10), ("paraphrase-MiniLM-L3-v2", 20), ("paraphrase-MiniLM-L3-v2", 50),
        ("paraphrase-MiniLM-L3-v2", 100),
    ];

    /// <summary>Datasets with their number of labels.</summary>
    public static IReadOnlyList<(string Name, int Labels)> Datasets { get; } =
        [("banking77", 77), ("cr", 2), ("mpqa", 2), ("mr", 2), ("snips", 7), ("sst-fine", 5), ("subj", 2), ("trec", 6)];

    /// <summary>Dataset of the run with many held-out texts.</summary>
    public const string Wide = "wide";

    /// <summary>One run.</summary>
    /// <param name="Shown">Whether it belongs to the block that the measured pages show.</param>
    public sealed record Cell(string Dataset, int Labels, string Loss, string Title, string Family, string Encoder, int Shots,
        int Repetition, bool Shown)
    {
        /// <summary>Id of its configuration.</summary>
        public string Configuration => "c-" + Hash($"{Encoder}/{Shots}/{Dataset}/{Loss}")[..16];

        /// <summary>Id of the run.</summary>
        public string Id => "r-" + Hash(FormattableString.Invariant($"{Configuration}/{Repetition}"))[..16];
    }

    /// <summary>All runs, the block that is shown first.</summary>
    public IReadOnlyList<Cell> Cells()
    {
        var all = Losses();
        var few = Runs < 1000;
        var shown = Of((Encoder, Shots), Datasets.Take(few ? 4 : 8), all.Take(few ? 2 : 10), shown: true);
        // Configurations that are not shown come with all of their draws, or, where the number asks for it, one draw less.
        var rest = Blocks.SelectMany(b => Of(b, Datasets, all, shown: false)).Chunk(Draws).ToArray();
        var left = Runs - shown.Length;
        var configurations = Math.Clamp((left + Draws - 1) / Draws, 1, rest.Length);
        return [.. shown, .. Enumerable.Range(0, Draws).SelectMany(d => rest.Take(configurations).Select(c => c[d])).Take(left)];
    }

    /// <summary>A run of its own in every folder, whose space has many texts.</summary>
    public static Cell WideCell { get; } = new(Wide, 6, "cce", "CCE", "ce", "wide", 6, 0, Shown: false);

    /// <summary>A run that no folder has at first: one draw more of a cell that every folder shows.</summary>
    /// <param name="number">Which one, from 0.</param>
    public static Cell Further(int number) => new StoreShape(1000).Cells()[0] with { Repetition = Draws + number };

    /// <summary>SHA-256 of a word, hex.</summary>
    public static string Hash(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)));

    private static (string Loss, string Title, string Family)[] Losses() =>
        [("cce", "CCE", "ce"), .. ObjectiveInfo.All.Where(o => o.Key != "cce" && !o.IsRecipe && !o.Alone).Take(AllLosses - 1)
            .Select(o => ("cce+" + o.Key, "CCE + " + o.Title, o.Family))];

    private static Cell[] Of((string Encoder, int Shots) block, IEnumerable<(string Name, int Labels)> datasets,
        IEnumerable<(string Loss, string Title, string Family)> losses, bool shown) =>
        [.. from d in datasets
            from l in losses
            from r in Enumerable.Range(0, Draws)
            select new Cell(d.Name, d.Labels, l.Loss, l.Title, l.Family, block.Encoder, block.Shots, r, shown)];
}
