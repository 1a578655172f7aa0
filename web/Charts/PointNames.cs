namespace DmlStudio.Web.Charts;

/// <summary>Names beside points: none lies over another one, over a point or outside of the square. A name that finds no such place may
/// lie over points; one that would lie over another name is left out, and the legend has it.</summary>
internal static class PointNames
{
    // Of the style sheet's text; its bold face is a little wider than TextWidth says.
    private const double Size = 12, Bold = 1.08, Gap = 3;

    /// <summary>A point that has a name.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="X">Place, pixels from the left.</param>
    /// <param name="Y">Place, pixels from above.</param>
    /// <param name="Radius">Half its size, pixels.</param>
    public sealed record Point(string Name, double X, double Y, double Radius);

    /// <summary>Where a name stands.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="X">Where its anchor is, pixels.</param>
    /// <param name="Y">Its base line, pixels.</param>
    /// <param name="Anchor">start, middle or end.</param>
    public sealed record Placed(string Name, double X, double Y, string Anchor);

    /// <summary>Finds the places.</summary>
    /// <param name="points">The points, those first whose names matter most.</param>
    /// <param name="side">Side of the square, pixels.</param>
    /// <returns>The names that have room, in the points' order.</returns>
    public static IReadOnlyList<Placed> Of(IReadOnlyList<Point> points, double side)
    {
        Box[] marks = [.. points.Select(p => new Box(p.X - p.Radius, p.Y - p.Radius, p.X + p.Radius, p.Y + p.Radius))];
        var (placed, taken) = (new List<Placed>(), new List<Box>());
        foreach (var point in points)
        {
            var free = Around(point, side).Select(place => (Place: place, Box: BoxOf(place)))
                .Where(c => c.Box.IsWithin(side) && !taken.Exists(c.Box.Meets)).ToList();
            if (free.Count == 0) { continue; }
            var best = free.FindIndex(c => !Array.Exists(marks, c.Box.Meets));
            placed.Add(free[Math.Max(0, best)].Place);
            taken.Add(free[Math.Max(0, best)].Box);
        }
        return placed;
    }

    // To the right as one reads, else to the left, above or below, where a name at a side is moved in.
    private static IEnumerable<Placed> Around(Point point, double side)
    {
        var (name, x, y, radius) = point;
        var beside = radius + Gap;
        const double Middle = Size / 3;
        yield return new(name, x + beside, y + Middle, "start");
        yield return new(name, x - beside, y + Middle, "end");
        var half = Width(name) / 2;
        var centre = Math.Clamp(x, Math.Min(half, side / 2), Math.Max(side - half, side / 2));
        yield return new(name, centre, y - beside, "middle");
        yield return new(name, centre, y + beside + Size * 0.75, "middle");
    }

    private static double Width(string name) => TextWidth.Of(name, Size) * Bold;

    private static Box BoxOf(Placed placed)
    {
        var width = Width(placed.Name);
        var left = placed.X - placed.Anchor switch { "end" => width, "middle" => width / 2, _ => 0 };
        return new Box(left, placed.Y - Size * 0.8, left + width, placed.Y + Size * 0.25);
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool IsWithin(double side) => Left >= 0 && Top >= 0 && Right <= side && Bottom <= side;
    }
}
