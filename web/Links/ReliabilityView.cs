using System.Globalization;

namespace DmlStudio.Web.Links;

/// <summary>What a reader chose on the reliability pages; the address holds all of it and nothing else, defaults left out.</summary>
public sealed record ReliabilityView
{
    /// <summary>Tabs, the first is the default; <c>texts</c> and <c>edits</c> are the lists that they open.</summary>
    public static IReadOnlyList<(string Key, string Title)> Tabs { get; } =
    [
        ("deciles", "Deciles"), ("calibration", "Calibration"), ("selective", "Selective"), ("robustness", "Robustness"),
            ("slices", "Slices"), ("labels", "Labels"),
        ("disagreement", "Disagreement"), ("label-errors", "Label errors"), ("out-of-scope", "Out of scope"),
    ];

    public string Tab { get; init; } = "deciles";

    /// <summary>Dataset; null for the first.</summary>
    public string? Dataset { get; init; }

    /// <summary>Encoder; null for the first.</summary>
    public string? Encoder { get; init; }

    /// <summary>Training texts; null for the most.</summary>
    public int? Shots { get; init; }

    /// <summary>Losses; null for up to four.</summary>
    public IReadOnlyList<string>? Losses { get; init; }

    /// <summary>Loss that the others are compared with, and whose space may be the reference; null for cce, or the first.</summary>
    public string? Base { get; init; }

    /// <summary>Inference rule; null for each run's own.</summary>
    public string? Rule { get; init; }

    /// <summary>Draws: null for each text once (the first partition), <c>all</c>, or a repetition.</summary>
    public string? Draws { get; init; }

    /// <summary>Value that makes the groups of the deciles; null for the distance to the mean embedding.</summary>
    public string? By { get; init; }

    /// <summary>Space of that distance: <c>base</c> (default) for the baseline's, <c>own</c> for each loss's own.</summary>
    public string? Space { get; init; }

    /// <summary>Number of groups; null for 10 (deciles) or 15 (calibration).</summary>
    public int? Bins { get; init; }

    /// <summary>Group whose texts are listed, from 1; null for all.</summary>
    public int? Bin { get; init; }

    /// <summary>Loss that a list looks at; null for the baseline.</summary>
    public string? Of { get; init; }

    /// <summary>Loss that it is compared with on the page of disagreement.</summary>
    public string? With { get; init; }

    /// <summary>Slice expression that the figures are restricted to where the tab is <see cref="Sliced"/>.</summary>
    public string? Slice { get; init; }

    /// <summary>Whether the tab's figures are of single texts, so that a slice can restrict them; of edits and of texts out of scope
    /// runs keep figures over all texts that were tested.</summary>
    public bool Sliced => Tab is not ("robustness" or "out-of-scope");

    /// <summary>Whether probabilities are scaled by a temperature that was fitted on the other folds.</summary>
    public bool Scaled { get; init; }

    /// <summary>Edit (robustness) or set of texts (out of scope).</summary>
    public string? Test { get; init; }

    /// <summary>Confidence from which a wrong prediction counts as sure, per cent, 10 to 99; null for 80.</summary>
    public int? Sure { get; init; }

    /// <summary>Page of a list, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>What of the address that was read could not be understood, and what is taken instead, in words.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Losses of an address: apart by commas that stand outside parentheses, for an objective may name its members.</summary>
    /// <param name="text">As written.</param>
    public static IReadOnlyList<string> Split(string text)
    {
        var losses = new List<string>();
        for (int i = 0, from = 0, depth = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is ('(' or ')')) { depth += text[i] == '(' ? 1 : -1; }
            if (i < text.Length && (text[i] != ',' || depth > 0)) { continue; }
            losses.Add(text[from..i].Trim());
            from = i + 1;
        }
        return [.. losses.Where(l => l.Length > 0)];
    }

    /// <summary>The view of an address; what cannot be read takes its default.</summary>
    /// <param name="value">Value of a parameter, or null.</param>
    public static ReliabilityView Read(string tab, Func<string, string?> value)
    {
        string? Filled(string name) => string.IsNullOrWhiteSpace(value(name)) ? null : value(name);
        int? Number(string name) => int.TryParse(value(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? n : null;
        var unread = new List<string>();
        int? Within(string name, int least, int most, string instead)
        {
            if (Number(name) is { } n && n >= least && n <= most) { return n; }
            if (Filled(name) is { } text) { unread.Add($"\"{text}\" {instead}"); }
            return null;
        }
        var draws = Filled("draws");
        if (draws is not (null or "all") && Number("draws") is null)
        {
            unread.Add($"\"{draws}\" is no repetition, and not \"all\"; each text is shown once.");
            draws = null;
        }
        if (Filled("space") is { } space and not ("base" or "own"))
        {
            unread.Add($"\"{space}\" is no space of reference; that of the baseline is taken.");
        }
        if (Filled("scaled") is { } scaled and not ("true" or "false"))
        {
            unread.Add($"\"{scaled}\" is neither true nor false; probabilities are not scaled.");
        }
        return new ReliabilityView
        {
            Tab = tab,
            Dataset = Filled("dataset"),
            Encoder = Filled("encoder"),
            Shots = Within("shots", 1, int.MaxValue, "is no number of training texts; the most are shown."),
            Losses = Filled("losses") is { } losses ? Split(losses) : null,
            Base = Filled("base"),
            Rule = Filled("rule"),
            Draws = draws,
            By = Filled("by"),
            Space = value("space") == "own" ? "own" : null,
            Bins = Within("bins", 2, 50, "is no number of groups from 2 to 50; the usual number is shown."),
            Bin = Within("bin", int.MinValue, int.MaxValue, "is no number of a group; the texts of all groups are shown."),
            Of = Filled("of"),
            With = Filled("with"),
            Slice = Filled("slice"),
            Scaled = value("scaled") == "true",
            Test = Filled("test"),
            Sure = Within("sure", 10, 99, "is no bound of confidence from 10 to 99 per cent; 80 is taken."),
            Page = Number("page") ?? 1,
            Unread = unread,
        };
    }

    /// <summary>The address, relative to the base of the pages.</summary>
    public string Address
    {
        get
        {
            static string? Number(int? n) => n?.ToString(CultureInfo.InvariantCulture);
            var parameters = new (string Name, string? Value)[]
            {
                ("dataset", Dataset), ("encoder", Encoder), ("shots", Number(Shots)),
                    ("losses", Losses is null ? null : string.Join(',', Losses)), ("base", Base), ("rule", Rule), ("draws", Draws),
                ("by", By), ("space", Space == "base" ? null : Space), ("bins", Number(Bins)), ("bin", Number(Bin)), ("of", Of),
                    ("with", With), ("slice", Slice),
                ("scaled", Scaled ? "true" : null), ("test", Test), ("sure", Number(Sure)), ("page", Page <= 1 ? null : Number(Page)),
            };
            var set = parameters.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Addresses.Escaped(p.Value!)}")
                .ToArray();
            var path = Tab == "deciles" ? "./reliability" : "./reliability/" + Tab;
            return set.Length == 0 ? path : path + "?" + string.Join('&', set);
        }
    }

    /// <summary>The same choices on another page; what only one page knows is left out.</summary>
    public ReliabilityView On(string tab) =>
        this with
        {
            Tab = tab,
            By = null,
            Space = null,
            Bins = null,
            Bin = null,
            Of = null,
            With = null,
            Test = null,
            Sure = null,
            Scaled = Scaled && tab is ("calibration" or "selective"),
            Page = 1
        };

    /// <summary>The list of texts of a slice within this view.</summary>
    /// <param name="slice">Expression, joined to the view's own by <c>and</c>; null for the view's own alone.</param>
    /// <param name="of">Loss that is looked at.</param>
    public ReliabilityView Texts(string? slice, string? of) => this with
    {
        Tab = "texts",
        Slice = string.IsNullOrWhiteSpace(slice) ? Slice : string.IsNullOrWhiteSpace(Slice) ? slice : $"({Slice}) and ({slice})",
        Of = of,
        Bins = null,
        Bin = null,
        By = null,
        Space = null,
        Test = null,
        Page = 1,
    };
}
