using DmlStudio.Web.Queries;

namespace DmlStudio.Web.Charts;

/// <summary>One scale for all pictures of a space, so that they can be compared.</summary>
/// <param name="planes">The pictures.</param>
public sealed class SpaceScale(IReadOnlyList<SpacePlane> planes)
{
    /// <summary>Places of values in a picture.</summary>
    internal SpaceGeometry Geometry { get; } = new(planes.SelectMany(p => new[] { p.Test, p.Train, p.Proxies }));
}
