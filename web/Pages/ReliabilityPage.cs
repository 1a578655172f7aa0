using System.Globalization;
using DmlStudio.Web.Components;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>What the reliability pages share: the address as a view, and the rows behind it.</summary>
public abstract class ReliabilityPage : LivePage
{
    [Inject]
    protected RunShelf Shelf { get; set; } = default!;

    [SupplyParameterFromQuery]
    public string? Dataset { get; set; }

    [SupplyParameterFromQuery]
    public string? Encoder { get; set; }

    /// <summary>Training texts.</summary>
    [SupplyParameterFromQuery]
    public string? Shots { get; set; }

    /// <summary>Losses, apart by commas.</summary>
    [SupplyParameterFromQuery]
    public string? Losses { get; set; }

    [SupplyParameterFromQuery(Name = "base")]
    public string? Baseline { get; set; }

    /// <summary>Inference rule.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    [SupplyParameterFromQuery]
    public string? Draws { get; set; }

    /// <summary>Value that makes groups.</summary>
    [SupplyParameterFromQuery]
    public string? By { get; set; }

    /// <summary>Reference space.</summary>
    [SupplyParameterFromQuery]
    public string? Space { get; set; }

    /// <summary>Number of groups.</summary>
    [SupplyParameterFromQuery]
    public string? Bins { get; set; }

    [SupplyParameterFromQuery]
    public string? Bin { get; set; }

    /// <summary>Loss that is looked at.</summary>
    [SupplyParameterFromQuery]
    public string? Of { get; set; }

    /// <summary>Loss that it is compared with.</summary>
    [SupplyParameterFromQuery]
    public string? With { get; set; }

    /// <summary>Slice expression.</summary>
    [SupplyParameterFromQuery]
    public string? Slice { get; set; }

    /// <summary>Whether probabilities are scaled.</summary>
    [SupplyParameterFromQuery]
    public string? Scaled { get; set; }

    /// <summary>Edit or set of texts.</summary>
    [SupplyParameterFromQuery]
    public string? Test { get; set; }

    /// <summary>Bound of confidence, per cent.</summary>
    [SupplyParameterFromQuery]
    public string? Sure { get; set; }

    /// <summary>Page of a list.</summary>
    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    /// <summary>Key of the page.</summary>
    protected abstract string Tab { get; }

    /// <summary>What was asked.</summary>
    protected ReliabilityView Asked { get; private set; } = new();

    /// <summary>The answer.</summary>
    protected ReliabilityQuery.Answer Answer { get; private set; } = default!;

    /// <inheritdoc/>
    protected override void Ask()
    {
        Asked = ReliabilityView.Read(Tab, name => name switch
        {
            "dataset" => Dataset,
            "encoder" => Encoder,
            "shots" => Shots,
            "losses" => Losses,
            "base" => Baseline,
            "rule" => Rule,
            "draws" => Draws,
            "by" => By,
            "space" => Space,
            "bins" => Bins,
            "bin" => Bin,
            "of" => Of,
            "with" => With,
            "slice" => Slice,
            "scaled" => Scaled,
            "test" => Test,
            "sure" => Sure,
            _ => Page,
        });
        Answer = new ReliabilityQuery(Asked).Ask(Shelf);
        // What is not here, or was too much for the page, is no part of its links.
        Asked = Answer.Honoured;
        if (Answer.Rows is { Count: > 0 } rows) { Work(rows); }
    }

    /// <summary>Says that a choice which the page alone knows is not here.</summary>
    /// <param name="line">What is missing and what is shown instead.</param>
    /// <param name="rest">What was asked without it, for the links.</param>
    protected void Lacks(string line, ReliabilityView rest) =>
        (Answer, Asked) = (Answer with { Lacking = [.. Answer.Lacking, line] }, rest);

    /// <summary>Works the page's figures out; called when there are rows.</summary>
    protected abstract void Work(ReliabilityRows rows);

    /// <summary>A share as a whole-number count with thin spaces.</summary>
    protected static string Count(int n) => n.ToString("# ##0", CultureInfo.InvariantCulture).Trim();
}
