using System.Text;

namespace DmlStudio.Web.Formulas;

/// <summary>Typesets the subset of LaTeX in which objectives write their formulas, as MathML that browsers draw themselves.</summary>
/// <remarks>Known: \frac, \sqrt, \hat \tilde \bar \vec, \left \right, \text \mathrm \mathbf \mathcal \mathbb, ^ _ and
/// groups, big operators with limits (\sum \prod \min \max …), named functions, Greek letters, relations, arrows, dots,
/// spaces. Everything a formula holds is written as text, never as markup.</remarks>
internal static class Latex
{
    /// <summary>A formula as a MathML element.</summary>
    /// <param name="block">On a line of its own, with limits under the sums.</param>
    /// <returns>Null when the formula holds something that is not known: then it is shown as it is written.</returns>
    public static string? ToMathMl(string formula, bool block = true)
    {
        try
        {
            var rows = new LatexParser(LatexToken.Of(formula)).Rows();
            var math = new StringBuilder($"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{(block ? " display=\"block\"" : "")}>");
            if (rows.Count == 1) { math.Append("<mrow>").Append(rows[0]).Append("</mrow>"); }
            else
            {
                math.Append("<mtable columnalign=\"left\" rowspacing=\"0.6em\">");
                foreach (var row in rows) { math.Append("<mtr><mtd><mrow>").Append(row).Append("</mrow></mtd></mtr>"); }
                math.Append("</mtable>");
            }
            return math.Append("</math>").ToString();
        }
        catch (FormatException) { return null; }
    }
}
