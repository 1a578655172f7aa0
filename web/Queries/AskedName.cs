using System.Globalization;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>The name of a dataset or an encoder as it stands in an address.</summary>
/// <param name="Name">The name under which the thing is shown; the name as asked where nothing has it; null where none
/// was asked or several have it.</param>
/// <param name="Several">What to tell a reader when the name stands for several things, or null.</param>
public sealed record AskedName(string? Name, string? Several)
{
    /// <summary>Reads it. A name that several things have is never taken for one of them.</summary>
    /// <param name="what">What has the name, in the plural.</param>
    /// <param name="asked">Name of the address, or null.</param>
    /// <param name="names">Names of the store.</param>
    public static AskedName Of(string what, string? asked, ContentNames names)
    {
        if (string.IsNullOrEmpty(asked)) { return new AskedName(null, null); }
        var found = names.Find(asked);
        return found.Choices.Count == 0 ? new AskedName(found.Label ?? asked, null)
            : new AskedName(null, string.Create(CultureInfo.InvariantCulture,
                $"{found.Choices.Count} {what} are called {asked}: {string.Join(", ", found.Choices)}. They are not the same, so none "
                    + $"of them is taken. Choose one."));
    }
}
