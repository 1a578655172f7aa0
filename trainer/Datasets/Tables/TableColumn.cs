using System.Globalization;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>A column that a person names: a number is a position from 1, anything else a name, and <c>name:7</c> the name 7.</summary>
internal static class TableColumn
{
    private const string ByName = "name:";

    /// <summary>The position that is meant, or null where it is a name.</summary>
    /// <param name="column">As it was said.</param>
    public static int? Position(string column) =>
        int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    /// <summary>The name that is meant.</summary>
    /// <param name="column">As it was said.</param>
    public static string Name(string column) => column.StartsWith(ByName, StringComparison.Ordinal) ? column[ByName.Length..] : column;

    /// <summary>Which column is meant.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="column">As it was said.</param>
    /// <exception cref="InvalidDataException">There is none, or there are several of that name.</exception>
    public static int Find(string path, IReadOnlyList<string> header, string column)
    {
        if (Position(column) is { } position)
        {
            if (position >= 1 && position <= header.Count) { return position - 1; }
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{path} has no column {position}: a number is a position, here from 1 to {header.Count}. ")
                + (header.Contains(column) ? $"The column of that name is {ByName}{column}." : $"Found {Shown.List([.. header])}."));
        }
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            foreach (var name in new[] { column, Name(column) })
            {
                int[] found = [.. Enumerable.Range(0, header.Count).Where(i => string.Equals(header[i].Trim(), name, comparison))];
                if (found is [var one]) { return one; }
                if (found.Length > 1)
                {
                    throw new InvalidDataException(
                        $"{path} has {found.Length.ToString(CultureInfo.InvariantCulture)} columns \"{Shown.Of(name)}\", at the positions "
                        + $"{string.Join(", ", found.Select(f => (f + 1).ToString(CultureInfo.InvariantCulture)))}. Name one by its "
                            + "position.");
                }
            }
        }
        throw new InvalidDataException($"{path} has no column \"{column}\"; found {Shown.List([.. header])}. Name the "
            + "columns with --text-column and --label-column (by name, or by position from 1).");
    }

    /// <summary>Refuses one column in two roles.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="columns">As they were said.</param>
    /// <param name="roles">Each role's column; null or below 0 where there is none.</param>
    public static void Apart(string path, TableColumns columns, params (string Role, int? Column)[] roles)
    {
        foreach (var same in roles.Where(r => r.Column >= 0).GroupBy(r => r.Column).Where(g => g.Count() > 1))
        {
            throw new InvalidDataException(
                $"{path}: {string.Join(" and ", same.Select(s => s.Role))} are one column, number "
                    + $"{(same.Key!.Value + 1).ToString(CultureInfo.InvariantCulture)} "
                + $"(--text-column {columns.Text}, --label-column "
                    + $"{columns.Label}{(columns.Pair is null ? "" : ", --pair-column " + columns.Pair)}). Name different columns.");
        }
    }
}
