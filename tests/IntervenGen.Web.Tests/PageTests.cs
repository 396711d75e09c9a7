using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>Tests of the real page before drawn datasets: no physics, no process of its own, and a browser that they share.</summary>
[CollectionDefinition(Name)]
public sealed class PageTests : ICollectionFixture<Chromium>
{
    public const string Name = "page";

    internal static async Task Until(IPage page, string expression)
    {
        try
        {
            await page.WaitForFunctionAsync(expression, null, new PageWaitForFunctionOptions { Timeout = 20_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"never came true: {expression}; the address is {page.Url}, the step {await page.InputValueAsync("#scrub")}");
        }
    }

    /// <summary>Waits until an episode is shown.</summary>
    internal static Task Shown(IPage page, int episode) => Until(page, $"document.getElementById('overlay').textContent === 'episode {episode}'");

    internal static Task<string> Step(IPage page) => page.InputValueAsync("#scrub");

    /// <summary>Sets the slider as a hand would.</summary>
    internal static Task Scrub(IPage page, int step) => page.EvaluateAsync(
        "(v) => { const s = document.getElementById('scrub'); s.value = v; s.dispatchEvent(new Event('input')); }", step);

    /// <summary>Where the address leads, behind its '#'.</summary>
    internal static Task Address(IPage page, string fragment) => Until(page, $"location.hash === '{fragment}'");
}
