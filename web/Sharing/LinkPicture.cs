using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Previews;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;

namespace DmlStudio.Web.Sharing;

/// <summary>The address <c>/export/preview.png</c>: the picture that a chat shows of a link, of a page as the reader who asks sees
/// it.</summary>
internal static class LinkPicture
{
    /// <summary>Maps it.</summary>
    /// <param name="routes">Where to map it.</param>
    public static void MapLinkPictures(this IEndpointRouteBuilder routes) => routes.MapGet("/export/preview.png", Give);

    /// <summary>What it needs.</summary>
    /// <param name="folders">Folders of fonts; null for those of the system.</param>
    public static void Add(IServiceCollection services, IReadOnlyList<string>? folders) => services
        .AddSingleton(_ => new PictureFonts(folders ?? PictureFonts.Folders)).AddSingleton<PreviewCard>().AddSingleton<KeptPreviews>();

    private static async Task<IResult> Give(string of, HttpContext context, Reader reader, WholeStore whole, StoreWatch watch,
        PictureFonts fonts, PreviewCard card, KeptPreviews kept)
    {
        if (fonts.Lacking is { } lacking) { return AskedView.Missing(lacking); }
        var (view, missing) = AskedView.Of(of, reader);
        if (view is null) { return AskedView.Missing(missing!); }
        var (shelf, address) = (view.Shelf, SharedAddress.Plain(of));
        var share = view.Address.Query.GetValueOrDefault(Reader.SharedParameter);
        var key = new KeptPreviews.Key(Gate.NameOf(context.User) ?? "", share, address, whole.Stamp());
        var picture = await kept.Of(key, async () =>
        {
            var page = await new PagePrinter(shelf, watch).Print(address);
            return card.Draw(page.Headline, page.Basis, await Explained(view.Address, shelf, context.RequestServices) ?? page.Figure?.Svg);
        }, context.RequestAborted);
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return TypedResults.Bytes(picture, "image/png");
    }

    // Of an explained text the words in their colours say more than any chart of the page.
    private static async Task<string?> Explained(LocalAddress view, RunShelf shelf, IServiceProvider services)
    {
        if (view.Path is not ["explain", var text]) { return null; }
        string? Given(string name) => view.Query.GetValueOrDefault(name);
        var asked = ExplainView.Of(text, Given("runs"), Given("rows"), Given("method"), Given("target"), Given("label"), Given("scale"),
            Given("in"));
        return ExplainExport.Ask(shelf, asked).Rows is { } rows ? await ExplainExport.Picture(services, rows) : null;
    }
}
