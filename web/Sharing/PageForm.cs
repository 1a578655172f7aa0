using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DmlStudio.Web.Sharing;

/// <summary>A form that a page sends: only with the token that this program gave the page.</summary>
internal static class PageForm
{
    /// <summary>Reads it.</summary>
    /// <param name="forgery">Knows the tokens.</param>
    /// <returns>The form, or the answer that says why it is none.</returns>
    public static async Task<(IFormCollection? Form, IResult? Refusal)> Read(HttpContext context, IAntiforgery forgery)
    {
        try
        {
            return await forgery.IsRequestValidAsync(context) ? (await context.Request.ReadFormAsync(context.RequestAborted), null)
                : (null, Refuse("This does not come from a page of this program that is open, or the program was started anew. Load the "
                    + "page again."));
        }
        // The framework looks for the token in the form, and throws where it cannot read that.
        catch (Exception e) when (e is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException)
        {
            return (e.GetBaseException() as BadHttpRequestException)?.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? (null, Refuse("The form is longer than this program takes; nothing of it was kept. Shorten what was written.",
                    StatusCodes.Status413PayloadTooLarge))
                : (null, Refuse("The form cannot be read; nothing of it was kept. It holds a character that no text has, or was cut off."));
        }
    }

    private static ContentHttpResult Refuse(string why, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Text(why, "text/plain", Encoding.UTF8, status);
}
