using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace DmlStudio.Web.Hosting;

/// <summary>Keys of data protection for as long as the program runs. What they protect lives no longer, and a home
/// folder that is full, read-only or missing matters to nobody.</summary>
internal sealed class MemoryKeys : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _keys = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate) { return [.. _keys.Select(k => new XElement(k))]; }
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate) { _keys.Add(new XElement(element)); }
    }
}
