namespace DmlStudio.Web.Slices;

/// <summary>What a field of a slice expression is compared with.</summary>
public enum SliceKind
{
    /// <summary>Holds or does not; stands alone.</summary>
    Flag,

    /// <summary>A number: = != &lt; &lt;= &gt; &gt;=.</summary>
    Number,

    /// <summary>A name, such as a label, or the same field of another loss: = !=.</summary>
    Word,

    /// <summary>A stretch of text: ~ (occurs, whatever its case), = !=.</summary>
    Text,
}
