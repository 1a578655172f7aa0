using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Holds what an address of the words asks against what is here: the page says what is not, and a file is refused.</summary>
internal sealed class WordsAsked
{
    /// <summary>Asks.</summary>
    /// <param name="method">Method with its variant.</param>
    /// <param name="label">Label number, as an address writes it.</param>
    public WordsAsked(RunStore store, string? dataset, string? loss, string? method, string? label)
    {
        var named = AskedName.Of("datasets", dataset, store.DatasetNames());
        (Several, Answer) = (named.Several, new WordImportanceQuery(named.Name, loss, method).Ask(store));
        if (Several is not null)
        {
            Lacking = [Several];
            return;
        }
        Label = ExplainView.Whole(label) is { } number && number < Answer.Labels.Count ? number : null;
        Lacking = [.. new[] { ("dataset", named.Name, Answer.Query.Dataset), ("loss", loss, Answer.Query.Loss),
            ("method", method, Answer.Query.Method) }.Where(a => !string.IsNullOrEmpty(a.Item2) && a.Item2 != a.Item3)
            .Select(a => $"No explained text has the {a.Item1} \"{a.Item2}\"{(a.Item3 is null ? "" : $"; {a.Item3} is shown")}."),
            .. !string.IsNullOrEmpty(label) && Label is null ? [$"There is no label \"{label}\"; all are shown."] : Array.Empty<string>()];
    }

    /// <summary>The answer, of every label.</summary>
    public WordImportanceQuery.Answer Answer { get; }

    /// <summary>What to tell when the name of the dataset stands for several, or null.</summary>
    public string? Several { get; }

    /// <summary>Label that is shown alone, or null.</summary>
    public int? Label { get; }

    /// <summary>What is not here and what is shown instead, in words.</summary>
    public IReadOnlyList<string> Lacking { get; }

    /// <summary>Words that are shown.</summary>
    public IReadOnlyList<WordImportanceQuery.Item> Items => Label is { } label ? [.. Answer.Items.Where(i => i.Label == label)]
        : Answer.Items;
}
