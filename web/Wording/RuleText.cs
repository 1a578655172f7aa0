using DmlStudio.Inference;

namespace DmlStudio.Web.Wording;

/// <summary>Names of inference rules as people read them.</summary>
internal static class RuleText
{
    /// <summary>Title of a rule; an unknown one keeps its key.</summary>
    /// <param name="key">Key, such as nearest-proxy.</param>
    public static string Title(string key) => InferenceTable.Title(key);
}
