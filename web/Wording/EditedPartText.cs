using DmlStudio.Records;

namespace DmlStudio.Web.Wording;

/// <summary>Which text of a pair was edited, in words.</summary>
internal static class EditedPartText
{
    /// <summary>Said after an edit; nothing for a text without a second one.</summary>
    /// <param name="part">Edited part.</param>
    public static string Note(EditedPart part) => part switch
    {
        EditedPart.First => ", in the first text",
        EditedPart.Second => ", in the second text",
        EditedPart.Both => ", in both texts",
        _ => "",
    };
}
