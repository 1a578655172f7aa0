namespace DmlStudio.WebSpeed;

/// <summary>An address of the browser, and what it may cost with 10,000 runs in the folder.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Milliseconds">95th percentile of a warm answer, at most.</param>
/// <param name="Kilobytes">Size of the answer before compression, at most.</param>
/// <param name="Grows">Whether the answer itself holds all runs, so that its cost may follow their number.</param>
internal sealed record Address(string Name, string Path, double Milliseconds = 50, double Kilobytes = 300, bool Grows = false)
{
    /// <summary>Every address that is asked. All of them show the same block of runs in folders of 1,000 runs and more.</summary>
    public static IReadOnlyList<Address> All()
    {
        var cells = new StoreShape(1000).Cells();
        StoreShape.Cell Of(string dataset, int loss) =>
            cells.Where(c => c.Dataset == dataset && c.Shown).Skip(loss * StoreShape.Draws).First();
        string Pair(string dataset) => $"/compare?a={Of(dataset, 0).Configuration}&b={Of(dataset, 1).Configuration}";
        var many = string.Join(',', cells.Where(c => c.Shown).Select(c => c.Loss).Distinct().Skip(1));
        var (block, encoder) = ($"shots={StoreShape.Shots}", "encoder=" + StoreShape.Encoder);
        string Tab(string tab, string more = "") => $"/reliability/{tab}?dataset=mr&{block}&{encoder}{more}";
        return
        [
            new("Results", $"/?{encoder}&{block}"),
            new("Results, most runs", "/", Grows: true),
            new("Results, a cell", $"/?{encoder}&{block}&loss={Uri.EscapeDataString(Of("mr", 1).Loss)}&dataset=mr"),
            new("Runs", "/runs"),
            new("Runs, last page", "/runs?page=9999"),
            new("Runs by gain", "/runs?sort=-gain"),
            // Whose matches fill a page in every folder of 1,000 runs and more, or it would be another page that is measured.
            new("Runs, a filter", "/runs?q=cce%20" + StoreShape.Encoder),
            new("A run", "/runs/" + Of("mr", 1).Id),
            new("A run, 77 labels", "/runs/" + Of("banking77", 1).Id),
            new("Texts of a run", $"/runs/{Of("mr", 1).Id}/texts"),
            new("Compare", Pair("mr"), 80),
            new("Compare, 77 labels", Pair("banking77"), 80),
            new("Compare six", "/compare/columns?of="
                + string.Join(',', Enumerable.Range(0, 6).Select(l => Of("mr", l).Configuration)), 80),
            new("Space", "/space/" + Of("mr", 1).Id),
            new("Space, two runs", $"/space/{Of("mr", 1).Id}?with={Of("mr", 2).Id}"),
            new("Space, 10,000 texts", "/space/" + StoreShape.WideCell.Id, 80),
            new("Notes", "/notes"),
            new("Claims", "/claims"),
            new("Claims of a paper", "/claims/revisiting-dml"),
            new("Objectives", "/objectives"),
            new("Objective", "/objectives/" + Of("mr", 1).Loss[4..]),
            new("Explain", "/explain?dataset=mr"),
            new("Explain a text", "/explain/mr-00000000", 80),
            new("Words", "/words?dataset=mr"),
            new("Deciles", Tab("deciles")),
            new("Calibration", Tab("calibration")),
            new("Calibration, scaled", Tab("calibration", "&scaled=true")),
            new("Calibration, 77 labels, all draws, scaled",
                $"/reliability/calibration?dataset=banking77&{block}&{encoder}&draws=all&scaled=true", 1000),
            new("Calibration, ten losses, 77 labels, all draws, scaled",
                $"/reliability/calibration?dataset=banking77&{block}&{encoder}&draws=all&scaled=true&losses={Uri.EscapeDataString(many)}",
                1000),
            new("Selective", Tab("selective")),
            new("Slices", Tab("slices")),
            new("Labels", Tab("labels")),
            new("Disagreement", Tab("disagreement")),
            new("Label errors", Tab("label-errors")),
            new("Robustness", Tab("robustness")),
            new("Out of scope", Tab("out-of-scope")),
            new("Try", "/try"),
            new("Transfer", "/transfer"),
            new("Cross", "/transfer/cross"),
            new("results.csv", $"/export/results.csv?{encoder}&{block}"),
            new("runs.csv", "/export/runs.csv", 1000, double.PositiveInfinity, Grows: true),
        ];
    }
}
