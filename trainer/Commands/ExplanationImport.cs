using DmlStudio.Explanations;
using DmlStudio.Files;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Attributions.Methods;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer explain --import</c>: explanations from elsewhere, checked against the run's texts, judged by its model, and
/// published beside its own.</summary>
/// <param name="run">Run that they are of.</param>
/// <param name="judge">How thoroughly they are judged: none or basic.</param>
internal sealed class ExplanationImport(RunModel run, JudgeLevel judge)
{
    /// <summary>Begins the variant of a method that came from elsewhere, so that it is never taken for one of ours.</summary>
    public const string Profile = "imported";

    private sealed record Work(ExplainItem Item, AttributionChoice Choice, string Target, int? Label);

    /// <summary>Reads a file whole before anything is published.</summary>
    /// <param name="path">The file.</param>
    /// <param name="held">Explanations that the run holds; the same text, method, target and label is not taken again.</param>
    /// <param name="tell">Told what is left out, and why.</param>
    /// <returns>Explanations of each text, and how many were held already.</returns>
    /// <exception cref="InvalidDataException">A line is none, or is of another run or text.</exception>
    public (IReadOnlyList<(ExplainItem Item, IReadOnlyList<AttributionChoice> Choices)> Texts, int Held) Read(string path,
        IReadOnlyList<Explanation> held, Action<string> tell)
    {
        RegularFile.Require(path);
        var found = new List<Work>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) { continue; }
            try
            {
                var read = ImportedLine.Read(line);
                if (!MethodKind.Of(read.Method).IsRow)
                {
                    tell(FormattableString.Invariant($"{path}, line {number}: {read.Method} gives no weight per word; it is left out."));
                    continue;
                }
                found.Add(Checked(read));
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException(FormattableString.Invariant($"{path}, line {number}: {e.Message}. Nothing was imported; ")
                    + "the form is that of \"trainer explain RUN --export FILE\".");
            }
        }
        if (found.Count == 0) { throw new InvalidDataException($"{path} holds no explanation; expected one JSON object a line."); }
        bool IsHeld(Work w) => held.Any(e => e.TextIndex == w.Item.TextIndex
            && e.OwnText == (w.Item.TextIndex < 0 ? w.Item.Text : null) && e.Method == w.Choice.Key
            && e.Profile == w.Choice.Profile && e.Target == w.Target && (w.Label is null || e.Label == w.Label));
        var open = found.Where(w => !IsHeld(w)).ToArray();
        return ([.. open.GroupBy(w => w.Item).Select(g => (g.Key, (IReadOnlyList<AttributionChoice>)[.. g.Select(w => w.Choice)]))],
            found.Count - open.Length);
    }

    /// <summary>Judges and publishes.</summary>
    /// <param name="texts">What was read.</param>
    /// <param name="settings">Settings of the judge.</param>
    /// <param name="writer">Writer of the run.</param>
    /// <param name="interrupt">Stops between texts.</param>
    /// <returns>Number of explanations published.</returns>
    public int Publish(IReadOnlyList<(ExplainItem Item, IReadOnlyList<AttributionChoice> Choices)> texts, AttributionSettings settings,
        RunWriter writer, CancellationToken interrupt)
    {
        using var model = new ExplainedModel(run.Cell, run.Model);
        List<Explanation> explanations = [];
        List<Faithfulness> faithfulness = [];
        foreach (var (item, choices) in texts)
        {
            interrupt.ThrowIfCancellationRequested();
            new Explainer(model, new ExplainRequest { Methods = choices, Settings = settings, Judge = judge }).Run([item],
                (some, judged) =>
                {
                    explanations.AddRange(some);
                    faithfulness.AddRange(judged);
                }, static (_, _) => { }, interrupt);
        }
        writer.PublishExplanations(explanations, faithfulness);
        return explanations.Count;
    }

    private Work Checked(ImportedLine line)
    {
        if (line.Run is { } named && named != run.Run.Id)
        {
            throw new InvalidDataException($"it is of run {named}, expected {run.Run.Id}: another model said it");
        }
        var source = run.Cell.Corpus.Source;
        var item = Item(line, source);
        if (line.Text is { } text && text != item.Text) { throw new InvalidDataException($"its text is not that of {Named(item)}"); }
        if (line.Label is { } label && (label < 0 || label >= source.Labels.Count))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"explained_label is {label}; expected 0 to {source.Labels.Count - 1}"));
        }
        var weights = Weights(line, item);
        var profile = line.Profile.Length == 0 || line.Profile.StartsWith(Profile, StringComparison.Ordinal) ? line.Profile
            : $"{Profile}-{line.Profile}";
        return new Work(item, new AttributionChoice(line.Method, profile.Length == 0 ? Profile : profile, line.Method, "imported",
            new Imported(line.Target, line.Label, line.Absence, weights)), line.Target, line.Label);
    }

    // A text of one's own has no id, and the position -1.
    private ExplainItem Item(ImportedLine line, Corpus source)
    {
        if (line is { Id: null, Index: -1, Text: { } own })
        {
            return RunModel.Refusal(run.Run, source.HasPairs, null) is { } refusal
                ? throw new InvalidDataException(refusal.TrimEnd('.')) : ExplainItem.Own(own);
        }
        var at = line.Id is { } id ? Enumerable.Range(0, source.Texts.Count).FirstOrDefault(i => source.Texts[i].Id == id, -1)
            : line.Index ?? -1;
        return at >= 0 && at < source.Texts.Count ? ExplainItem.Of(source, at)
            : throw new InvalidDataException($"{source.Name} has no text {line.Id ?? line.Index?.ToString(
                System.Globalization.CultureInfo.InvariantCulture) ?? "without id and idx"}");
    }

    // One weight for each word that the model sees.
    private double[] Weights(ImportedLine line, ExplainItem item)
    {
        var all = run.Cell.Corpus.Tokens;
        var tokens = item.TextIndex >= 0 ? all.Of(item.TextIndex) : all.Of(item.Text, null);
        var text = ExplainedText.Of(item.Text, tokens) ?? throw new InvalidDataException($"the model sees no word of {Named(item)}");
        if (line.Words is { } words)
        {
            return words.Select(w => (w.Start, w.End)).SequenceEqual(text.Words)
                ? [.. text.Seen.Select(s => words[s].Weight ?? 0)]
                : throw new InvalidDataException(FormattableString.Invariant(
                    $"its {words.Count} words are not the {text.Words.Count} words of {Named(item)}: ")
                    + "stretches without white space, by their first and last character");
        }
        if (line.Tokens is not { } pieces) { throw new InvalidDataException("it has neither words nor input_ids with attributions"); }
        if (!pieces.Select(p => p.Id).SequenceEqual(tokens.Ids))
        {
            throw new InvalidDataException($"its input_ids are not the tokens that {run.Run.Encoder} makes of {Named(item)}");
        }
        var owner = WordSpans.WordOfToken(tokens, text.Words);
        return [.. text.Seen.Select(s => pieces.Where((_, t) => owner[t] == s).Sum(p => p.Weight))];
    }

    private static string Named(ExplainItem item) => item.TextIndex >= 0 ? item.Id : $"\"{item.Text}\"";
}
