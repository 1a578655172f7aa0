using System.Globalization;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Slices;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Slices as rows, losses as columns.</summary>
public partial class ReliabilitySlices
{
    private IReadOnlyList<SlicesQuery.Item> _items = [];
    private HashSet<string> _own = [];
    private string _finding = "Nothing to show yet", _name = "", _expression = "";
    private string? _error;

    /// <inheritdoc/>
    protected override string Tab => "slices";

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        IReadOnlyList<(string Name, string Expression)> saved = [];
        try { saved = Saved.All(); }
        // The slices that are always there are shown; what became of the others is said.
        catch (StoreDataException e) { _error = Store.Tell(e.Message); }
        _own = [.. saved.Select(s => s.Name)];
        _items = new SlicesQuery(rows, [.. SlicesQuery.Standard(rows), .. saved]).Ask();
        var first = rows.Models[0];
        var worst = _items.Where(i => i.Expression.Length > 0 && i.Cells.Count > 0 && i.Cells[0].Count >= 20)
            .MinBy(i => i.Cells[0].Right / (double)i.Cells[0].Count);
        _finding = worst is null ? "No slice holds twenty texts"
            : string.Create(CultureInfo.InvariantCulture,
                $"{first.Title} is right on {Num.Percent(first.Accuracy)} % of all texts, and on "
                    + $"{Num.Percent(worst.Cells[0].Right / (double)worst.Cells[0].Count)} % of \"{worst.Name}\"");
    }

    private string Wrong(SlicesQuery.Item item, ReliabilityModel model)
    {
        var wrong = SliceFilter.At("wrong", model.Loss);
        return Asked.Texts(item.Expression.Length == 0 ? wrong : $"({item.Expression}) and {wrong}", model.Loss).Address;
    }

    private void Try()
    {
        if (Reads()) { Navigation.NavigateTo(Asked.Texts(_expression, null).Address); }
    }

    private void Save()
    {
        if (!Reads()) { return; }
        try
        {
            Saved.Save(_name.Trim(), _expression.Trim());
            (_name, _expression) = ("", "");
            Work(Answer.Rows!);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _error = Store.Tell(e.Message);
        }
    }

    private void Delete(string name)
    {
        try
        {
            Saved.Delete(name);
            Work(Answer.Rows!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { _error = Store.Tell(e.Message); }
    }

    private bool Reads()
    {
        try
        {
            SliceFilter.Parse(_expression, Answer.Rows!.Names);
            _error = string.IsNullOrWhiteSpace(_expression) ? "The expression is empty; expected one such as length<8 and wrong." : null;
        }
        catch (InvalidDataException e) { _error = Store.Tell(e.Message); }
        return _error is null;
    }
}
