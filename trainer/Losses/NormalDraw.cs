namespace DmlStudio.Losses;

/// <summary>Normal numbers from a given generator (Box–Muller), so that a start depends on the run's seed alone.</summary>
public static class NormalDraw
{
    /// <summary>Numbers of a normal distribution around 0.</summary>
    /// <param name="count">How many.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static float[] Of(Random random, int count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return values;
    }

    /// <summary>Draws evenly from −bound … bound.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bound">Largest magnitude.</param>
    public static float[] Even(Random random, int count, double bound)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) { values[i] = (float)((2 * random.NextDouble() - 1) * bound); }
        return values;
    }
}
