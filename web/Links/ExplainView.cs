using System.Globalization;

namespace DmlStudio.Web.Links;

/// <summary>What a reader chose on the page of an explained text; the address holds all of it and nothing else.</summary>
public sealed record ExplainView
{
    /// <summary>Id of the text.</summary>
    public required string Text { get; init; }

    /// <summary>Dataset of the text; null where the id alone says it.</summary>
    public string? In { get; init; }

    /// <summary>Ids of the runs, or null for those that explain it.</summary>
    public IReadOnlyList<string>? Runs { get; init; }

    /// <summary>What the rows are: <c>runs</c> (default) or <c>methods</c>.</summary>
    public string? Rows { get; init; }

    /// <summary>Method with its variant, such as <c>lime.captum</c>; null for the first there is.</summary>
    public string? Method { get; init; }

    /// <summary>Explained quantity; null for log-odds, or the first there is.</summary>
    public string? Target { get; init; }

    /// <summary>Number of the explained label; null for the one that each run predicts.</summary>
    public int? Label { get; init; }

    /// <summary>Scale of the colours: <c>view</c> (default), <c>dataset</c> or <c>text</c>.</summary>
    public string? Scale { get; init; }

    /// <summary>Position of the word that is looked at, or null.</summary>
    public int? Word { get; init; }

    /// <summary>Words in the texts of the list one came from.</summary>
    public string? Filter { get; init; }

    /// <summary>What the list one came from shows.</summary>
    public string? Show { get; init; }

    /// <summary>Dataset of the list one came from.</summary>
    public string? Dataset { get; init; }

    /// <summary>Address of the list one came from when it is not the finder's.</summary>
    public string? From { get; init; }

    /// <summary>What an address says of the picture itself; page and export read it alike.</summary>
    /// <param name="text">Id of the text.</param>
    /// <param name="runs">Ids of the runs, apart by commas.</param>
    /// <param name="rows">What the rows are.</param>
    /// <param name="target">Explained quantity.</param>
    /// <param name="label">Number of the explained label.</param>
    /// <param name="scale">Scale of the colours.</param>
    /// <param name="in">Dataset of the text.</param>
    public static ExplainView Of(string text, string? runs, string? rows, string? method, string? target, string? label, string? scale,
        string? @in = null) => new()
        {
            Text = text,
            In = string.IsNullOrEmpty(@in) ? null : @in,
            Runs = string.IsNullOrEmpty(runs) ? null : runs.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Rows = rows,
            Method = method,
            Target = target,
            Label = Whole(label),
            Scale = scale,
        };

    /// <summary>A number of an address, or null.</summary>
    public static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
