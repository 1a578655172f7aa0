using System.Runtime.CompilerServices;
using Bunit;

namespace DmlStudio.Tests.Web;

/// <summary>How long a page test waits for what must appear: bUnit's second is too short on a busy machine. A test that
/// passes waits no longer than it needs.</summary>
internal static class Waiting
{
    [ModuleInitializer]
    internal static void Lengthen() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
