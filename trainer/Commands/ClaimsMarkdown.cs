using System.Globalization;
using System.Text;
using DmlStudio.Claims;

namespace DmlStudio.Trainer.Commands;

/// <summary>The page docs/claims.md: every claim with what the runs of a folder say of it.</summary>
/// <param name="check">Holds claims against the runs.</param>
internal sealed class ClaimsMarkdown(ClaimCheck check)
{
    /// <summary>A file of claims of one's own.</summary>
    public const string Sample = """
        title: What we believe about our tickets
        source: our wiki, page Tickets
        experiments:
          - name: small
            shots: 24
            draws: 5
            datasets: [tickets.csv]
            settings: { steps: 60 }
        claims:
          - name: proxies-help
            says: ProxyAnchor is better on our tickets than cross-entropy alone.
            figure: 2
            read-in: our trial in spring
            loss: cce+proxy-anchor
            baseline: cce
          - name: larger-encoder
            says: A larger encoder would help more.
            missing: a GPU.

        """;

    /// <summary>The page.</summary>
    public string Of(IReadOnlyList<Paper> papers)
    {
        var text = new StringBuilder();
        (Paper Paper, Claim Claim, IReadOnlyList<ClaimFinding> Findings)[] all =
            [.. papers.SelectMany(p => p.Claims.Select(c => (p, c, check.Of(p, c))))];
        Head(text, papers.Count, [.. all.Select(a => a.Findings)]);
        text.Append("| paper | claim | published | found, points | draws | verdict |\n|---|---|---|---|---:|---|\n");
        foreach (var (paper, claim, findings) in all)
        {
            var first = findings[0];
            Row(text, paper.Key, claim.Name, ClaimWords.Published(claim), ClaimWords.FoundIn(first),
                ClaimWords.Count(first), ClaimWords.Brief(findings));
        }
        foreach (var group in all.GroupBy(a => a.Paper)) { Section(text, group.Key, [.. group.Select(g => (g.Claim, g.Findings))]); }
        text.Append("\n## A claim of your own\n\nA file of the same form; its name without the ending is the paper's. `claims run` puts it "
            + "into the folder `claims`\nbeside the runs, where the pages find it.\n\n    # tickets.yaml\n");
        foreach (var line in Sample.TrimEnd().Split('\n')) { text.Append(line.Length == 0 ? "\n" : $"    {line}\n"); }
        text.Append("\n    dotnet run -c Release --project trainer -- claims run tickets.yaml\n\n"
            + "A key that is not known is refused with its line. A claim has a `loss` and a `baseline`, and may have a `rule` and a\n"
            + "`baseline-rule` of inference, a `metric` and a `baseline-metric`; or it says what is `missing`. A `figure`, a `low` and\n"
            + "a `high` are in percentage points where the `metric` is a share, else in its unit, above 0 where the loss is better than "
            + "the\nbaseline, and say where they were `read-in`; `published` is for figures of other measures. A `rule` is for figures of "
            + "predictions,\nnot of the embedding.\n");
        return text.ToString();
    }

    private static void Head(StringBuilder text, int papers, IReadOnlyList<ClaimFinding>[] all)
    {
        int Count(Verdict verdict) => all.Count(f => f[0].Verdict == verdict);
        ClaimFinding[] run = [.. all.SelectMany(f => f).Where(f => f.Cells.Count > 0)];
        text.Append("# What papers claim, held against runs\n\n"
            + "Written by `trainer claims --markdown docs/claims.md`; every verdict is computed. The page `/claims` shows the same of any\n"
            + "folder of runs.\n\n    dotnet run -c Release --project trainer -- claims\n"
            + "    dotnet run -c Release --project trainer -- claims show revisiting-dml\n"
            + "    dotnet run -c Release --project trainer -- claims run revisiting-dml\n"
            + "    dotnet run -c Release --project trainer -- claims run revisiting-dml --experiment n20 --draws 10 --data <folder>\n"
            + "    dotnet run -c Release --project trainer -- claims run revisiting-dml --experiment n20 --claims average-gain "
            + "--data <folder>\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{papers} papers, {all.Length} claims: {Count(Verdict.Agrees)} agree, ");
        text.Append(CultureInfo.InvariantCulture, $"{Count(Verdict.Disagrees)} disagree, {Count(Verdict.CannotTell)} cannot be told ");
        text.Append(CultureInfo.InvariantCulture,
            $"({all.Count(f => f[0].Untried)} of them have no pair of runs), ");
        text.Append(CultureInfo.InvariantCulture, $"{Count(Verdict.CannotCheck)} cannot be checked here.");
        var otherwise = all.Count(f => ClaimWords.Elsewhere(f).Length > 0);
        text.Append(CultureInfo.InvariantCulture, $" Of several experiments and encoders the one with most draws counts; ")
            .Append(CultureInfo.InvariantCulture, $"another tells otherwise of {otherwise}.\n\n");
        text.Append(run.Length == 0 ? "**No runs are behind this page.**"
            : $"**Behind it are {ClaimWords.Draws(run.Min(f => f.Fewest), run.Max(f => f.Most))} a dataset, with "
                + $"{string.Join(", ", run.Select(f => f.Encoder).Distinct().Order(StringComparer.Ordinal))} on "
                + $"{string.Join(", ", run.SelectMany(f => f.Cells).Select(c => c.Dataset).Distinct().Order(StringComparer.Ordinal))}: "
                + "that is little, and each paper below names its own encoder and data.**");
        text.Append("\n\nThe experiments `inside` are a first look in minutes: the small encoder and corpora that are inside. What it says "
            + "is of them,\nand not yet of the encoder and the data of the paper.");
        text.Append("\n\n" + ClaimWords.Meaning + "\n\n");
    }

    private static void Section(StringBuilder text, Paper paper, (Claim Claim, IReadOnlyList<ClaimFinding> Findings)[] claims)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {paper.Key}\n\n{paper.Title}. {paper.Source}.");
        if (paper.Task.Length > 0) { text.Append(CultureInfo.InvariantCulture, $" {paper.Task}."); }
        if (paper.Encoder.Length > 0) { text.Append(CultureInfo.InvariantCulture, $" Encoder: {paper.Encoder}."); }
        text.Append("\n\n");
        foreach (var (claim, findings) in claims)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{claim.Name}**: {claim.Says} Published: {ClaimWords.Published(claim)}.");
            if (claim.Note.Length > 0) { text.Append(CultureInfo.InvariantCulture, $" {claim.Note}"); }
            text.Append('\n');
            ClaimFinding[] told = findings.Any(f => f.Cells.Count > 0) ? [.. findings.Where(f => f.Cells.Count > 0)] : [findings[0]];
            foreach (var finding in told)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {ClaimWords.Sentence(finding)}");
                if (finding.Cells.Count > 0)
                {
                    text.Append(CultureInfo.InvariantCulture, $" Found {ClaimWords.FoundIn(finding)}; {ClaimWords.Basis(finding)}.");
                }
                text.Append('\n');
            }
        }
        if (paper.Experiments.Count == 0) { return; }
        text.Append("\nExperiments: ").AppendJoin("; ", paper.Experiments.Select(e => $"`{e.Name}` ({e.Words})")).Append(".\n");
    }

    private static void Row(StringBuilder text, params string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
