using DmlStudio.Web.Queries;

namespace DmlStudio.Web.Exports;

/// <summary>A format in which the results are given as a file.</summary>
/// <param name="Ending">Ending of the file, without its dot.</param>
/// <param name="Title">Name, as people read it.</param>
/// <param name="Media">Its media type.</param>
/// <param name="Write">The file's text.</param>
internal sealed record ResultsFormat(string Ending, string Title, string Media, Func<ResultsQuery.Answer, string> Write);
