namespace DmlStudio.Statistics;

/// <summary>The turn, mirroring and shift of a plane that bring one set of places nearest to another; nothing is stretched.</summary>
/// <remarks>Schönemann 1966, in two dimensions: with the centred cross products a = Σ(x·u + y·v), b = Σ(x·v − y·u) the best turn has the
/// angle atan2(b, a), and a mirrored one takes the place of it where it fits better.</remarks>
/// <param name="Cosine">Cosine of the angle.</param>
/// <param name="Sine">Sine of the angle.</param>
/// <param name="Mirrored">Whether y changes its sign before the turn.</param>
/// <param name="Residual">What is left of the squared distances, by those of the target to its centre: 0 for a perfect fit, 1 where the
/// turned places say nothing; more is possible.</param>
public sealed record Procrustes(double Cosine, double Sine, bool Mirrored, double Residual)
{
    private (double X, double Y) _from, _to;

    /// <summary>The turn, mirror and shift that bring places nearest to others.</summary>
    /// <param name="places">Places to be moved, x, y, x, y, …; at least two.</param>
    /// <param name="target">Where they shall come near to, as many.</param>
    public static Procrustes Of(IReadOnlyList<float> places, IReadOnlyList<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Count, places.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(places.Count, 4);
        (double X, double Y) from = Centre(places), to = Centre(target);
        double a = 0, b = 0, c = 0, d = 0, spread = 0, own = 0;
        for (var i = 0; i < places.Count; i += 2)
        {
            double x = places[i] - from.X, y = places[i + 1] - from.Y, u = target[i] - to.X, v = target[i + 1] - to.Y;
            (a, b, c, d) = (a + x * u + y * v, b + x * v - y * u, c + x * u - y * v, d + x * v + y * u);
            (spread, own) = (spread + u * u + v * v, own + x * x + y * y);
        }
        double plain = Math.Sqrt(a * a + b * b), mirrored = Math.Sqrt(c * c + d * d);
        var turned = mirrored > plain;
        var (best, cosine, sine) = turned ? (mirrored, c, d) : (plain, a, b);
        return new Procrustes(best > 0 ? cosine / best : 1, best > 0 ? sine / best : 0, turned,
            spread > 0 ? Math.Max(0, own + spread - 2 * best) / spread : 0)
        { _from = from, _to = to };
    }

    /// <summary>Places after the move.</summary>
    /// <param name="places">x, y, x, y, …</param>
    public float[] Move(IReadOnlyList<float> places)
    {
        var moved = new float[places.Count];
        for (var i = 0; i < moved.Length; i += 2)
        {
            double x = places[i] - _from.X, y = (places[i + 1] - _from.Y) * (Mirrored ? -1 : 1);
            (moved[i], moved[i + 1]) = ((float)(Cosine * x - Sine * y + _to.X), (float)(Sine * x + Cosine * y + _to.Y));
        }
        return moved;
    }

    private static (double X, double Y) Centre(IReadOnlyList<float> places)
    {
        var n = places.Count / 2;
        return (Enumerable.Range(0, n).Average(i => (double)places[2 * i]), Enumerable.Range(0, n).Average(i => (double)places[2 * i + 1]));
    }
}
