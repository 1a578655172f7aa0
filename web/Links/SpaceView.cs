namespace DmlStudio.Web.Links;

/// <summary>What a reader chose on the page of a space; the address holds all of it and nothing else, defaults left out.</summary>
/// <param name="Run">Id of the run; null for the one that ended last.</param>
public sealed record SpaceView(string? Run)
{
    /// <summary>Moments that can be shown, the first is the default.</summary>
    public static IReadOnlyList<string> Moments { get; } = ["end", "start", "both"];

    /// <summary>What can colour the points, the first is the default.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["label", "correctness", "margin", "distance"];

    /// <summary>Which texts can be shown, the first is the default.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["all", "held-out", "training"];

    /// <summary>Stands for no other run in a choice.</summary>
    public const string Nothing = "nothing";

    /// <summary>Another run on the same basis, or null.</summary>
    public string? With { get; init; }

    /// <summary>One of <see cref="Moments"/>.</summary>
    public string At { get; init; } = "end";

    /// <summary>One of <see cref="Colours"/>.</summary>
    public string Colour { get; init; } = "label";

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public string Texts { get; init; } = "all";

    /// <summary>Label that stands out against the others, or null.</summary>
    public int? Label { get; init; }

    /// <summary>Inference rule; null for the run's own.</summary>
    public string? Rule { get; init; }

    /// <summary>Group of the legend whose texts are listed, or null.</summary>
    public int? Group { get; init; }

    /// <summary>Region whose texts are listed, or null.</summary>
    public SpaceRegion? Region { get; init; }

    /// <summary>Picture that the region was drawn in, from 0.</summary>
    public int Panel { get; init; }

    /// <summary>Page of the list, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads an address; what is not known is left out.</summary>
    /// <param name="run">Id of the run, or null.</param>
    /// <param name="given">Value of a parameter, or null.</param>
    public static SpaceView Of(string? run, Func<string, string?> given)
    {
        string? Given(string name) => given(name) is { Length: > 0 } value ? value : null;
        string Known(string name, IReadOnlyList<string> known) => Given(name) is { } asked && known.Contains(asked) ? asked : known[0];
        int? Whole(string name) => ExplainView.Whole(Given(name));
        var at = Known("at", Moments);
        return new SpaceView(run)
        {
            // Start and end fill both pictures.
            With = at == "both" || Given("with") == Nothing ? null : Given("with"),
            At = at,
            Colour = Known("colour", Colours),
            Texts = Known("texts", Kinds),
            Label = Whole("label"),
            Rule = Given("rule"),
            Group = Whole("group"),
            Region = SpaceRegion.Read(Given("in")) ?? SpaceRegion.Box(Given("left"), Given("right"), Given("low"), Given("high")),
            Panel = Whole("panel") == 1 ? 1 : 0,
            Page = Whole("page") ?? 1,
        };
    }

    /// <summary>The same with all the texts: nothing is picked.</summary>
    public SpaceView Unpicked => this with { Group = null, Region = null, Panel = 0, Page = 1 };

    /// <summary>Address of the page with these choices.</summary>
    public string Address => Addresses.Space(this);
}
