using System.Net;
using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using Microsoft.AspNetCore.Antiforgery;

namespace DmlStudio.Web.Sharing;

/// <summary><c>/note</c>, where notes, stars, tags and pins are left and taken back by the forms of the pages.</summary>
public static class Notebook
{
    /// <summary>Where a note is left.</summary>
    public const string Leaving = "/note";

    /// <summary>Maps it.</summary>
    /// <param name="routes">Where to map it.</param>
    public static void MapNotes(this IEndpointRouteBuilder routes) => routes.MapPost(Leaving, Post);

    private static async Task<IResult> Post(HttpContext context, IAntiforgery forgery, Reader reader, TimeProvider clock)
    {
        static IResult Refuse(string why, int status = StatusCodes.Status400BadRequest) =>
            TypedResults.Text(why, "text/plain", Encoding.UTF8, status);
        var (form, refusal) = await PageForm.Read(context, forgery);
        if (refusal is not null) { return refusal; }
        if (reader.IsVisitor)
        {
            return Refuse("Notes are left by whoever has the runs; everybody else only reads.", StatusCodes.Status403Forbidden);
        }
        // Whoever lets everybody read has not let everybody write.
        if (context.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from))
        {
            return Refuse("Notes are left from the machine that has the runs; from elsewhere they are only read.",
                StatusCodes.Status403Forbidden);
        }
        string Given(string name) => form![name].ToString();
        if (LocalAddress.Parse(Given("back").Split('#')[0]) is null)
        {
            return Refuse("The page to come back to is none of this site; expected a path that begins with one slash.");
        }
        try
        {
            if (Given("remove") is { Length: > 0 } id) { reader.Notes.Remove(id); }
            else { reader.Notes.Add(Given("of"), Given("key"), Given("what"), Given("text"), Given("author"), clock.GetUtcNow()); }
        }
        catch (Exception e) when (e is InvalidDataException or StoreDataException) { return Refuse(e.Message); }
        // The answer to a form is a page that can be loaded again without leaving the note twice.
        context.Response.Headers.Location = context.Request.PathBase + LocalAddress.Escaped(Given("back"));
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
