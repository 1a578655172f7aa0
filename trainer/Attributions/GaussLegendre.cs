namespace DmlStudio.Trainer.Attributions;

/// <summary>Nodes and weights of Gauss-Legendre quadrature on 0..1.</summary>
internal static class GaussLegendre
{
    /// <summary>The rule with n nodes, exact for polynomials up to degree 2n − 1.</summary>
    /// <param name="nodes">n, at least 1.</param>
    /// <returns>Nodes ascending, and weights that sum to 1.</returns>
    public static (double[] Nodes, double[] Weights) Rule(int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        double[] x = new double[nodes], w = new double[nodes];
        for (var i = 0; i < nodes; i++)
        {
            // Newton from the Chebyshev-like guess; the polynomial by its recurrence.
            var z = Math.Cos(Math.PI * (i + 0.75) / (nodes + 0.5));
            double slope = 1;
            for (var round = 0; round < 100; round++)
            {
                double p = 1, before = 0;
                for (var k = 0; k < nodes; k++) { (p, before) = (((2 * k + 1) * z * p - k * before) / (k + 1), p); }
                slope = nodes * (z * p - before) / (z * z - 1);
                var step = p / slope;
                z -= step;
                if (Math.Abs(step) < 1e-15) { break; }
            }
            x[nodes - 1 - i] = (1 + z) / 2;
            w[nodes - 1 - i] = 1 / ((1 - z * z) * slope * slope);
        }
        return (x, w);
    }
}
