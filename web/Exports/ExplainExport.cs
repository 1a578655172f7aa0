using DmlStudio.Explanations;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Highlights;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;

namespace DmlStudio.Web.Exports;

/// <summary>The rows of an explained text as a picture and as JSON lines. A file has no room for excuses: what the page
/// would show with a remark is refused.</summary>
internal static class ExplainExport
{
    /// <summary>Asks for the rows.</summary>
    /// <param name="view">What is shown.</param>
    /// <returns>Rows, or why there are none, in words.</returns>
    public static (HighlightRows? Rows, string? Missing) Ask(RunShelf shelf, ExplainView view)
    {
        if (new ExplainTextQuery(view).Ask(shelf) is not { } answer)
        {
            var choices = new ExplainTextQuery(view).Choices(shelf.Store);
            return choices.Count > 1
                ? (null, $"{choices.Count} datasets hold a text {view.Text}: {string.Join(", ", choices)}. Name one with in=, or runs "
                    + "of one with runs=.")
                : (null, $"No finished run of this folder held out a text {view.Text}. The page Explain lists the explained ones.");
        }
        return answer.Lacking.Count > 0 ? (null, string.Join(' ', answer.Lacking))
            : answer.Rows.Count == 0
                ? (null, $"No run here says which words made it say so. \"trainer explain {answer.Said[0].Run.Id} --ids "
                    + $"{answer.Text.Id}\" makes it.")
            : (new HighlightRows(answer), null);
    }

    /// <summary>The picture.</summary>
    /// <param name="services">Services of the program.</param>
    public static Task<string> Picture(IServiceProvider services, HighlightRows rows) =>
        PictureFile.Of<HighlightPicture>(services, new Dictionary<string, object?> { [nameof(HighlightPicture.Shown)] = rows });

    /// <summary>One JSON object for each row, each on a line.</summary>
    public static string Lines(HighlightRows rows)
    {
        var answer = rows.Answer;
        return string.Concat(answer.Rows.Select(r =>
            ExplanationJson.Line(r.Said.Run, r.Explanation, answer.Text.Text, answer.Text, r.Said.Probabilities) + "\n"));
    }
}
