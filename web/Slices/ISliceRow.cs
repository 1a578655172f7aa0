namespace DmlStudio.Web.Slices;

/// <summary>A text as a slice expression sees it.</summary>
public interface ISliceRow
{
    /// <summary>Value of a number field; NaN when it is not known, and then no comparison holds.</summary>
    /// <param name="loss">Loss that is asked, or null for the one that is looked at.</param>
    double Number(string field, string? loss);

    /// <summary>Value of a word or text field.</summary>
    /// <inheritdoc cref="Number"/>
    string Word(string field, string? loss);

    /// <summary>Whether a flag holds.</summary>
    /// <inheritdoc cref="Number"/>
    bool Flag(string field, string? loss);
}
