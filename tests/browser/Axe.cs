using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace DmlStudio.Tests.Browser;

/// <summary>What axe finds in a page as it stands. Its package for Playwright opens one more page for each, which takes three times as
/// long as axe.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Serious and critical findings: rule, what it asks for and the element, of one rule three elements at most.</summary>
    public static async Task<string[]> Serious(IPage page)
    {
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id}: ${v.help}: ${n.html}`))
            """);
    }
}
