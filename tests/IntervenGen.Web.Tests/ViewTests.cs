using System.Globalization;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(TinyRunTests.Name)]
public sealed class ViewTests(TinyRun run, Chromium chromium)
{
    [SkippableFact]
    public async Task A_row_that_is_picked_before_the_scene_has_come_stays_picked()
    {
        using Igen igen = Igen.Serve("view", run.Folder);
        IPage page = await chromium.Open(igen.Url());
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/api/scene*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.SelectOptionAsync("#dataset", "igen.igen");
        await page.WaitForFunctionAsync("document.getElementById('facts').textContent.includes('generated interventions')");
        await page.ClickAsync(".row[data-episode='3']");
        held.SetResult();
        await page.WaitForFunctionAsync("document.getElementById('overlay').textContent === 'episode 3'");
        await page.WaitForResponseAsync(response => response.Url.Contains("/api/folder", StringComparison.Ordinal));
        Assert.Equal("episode 3", await page.TextContentAsync("#overlay"));
    }

    [SkippableFact]
    public async Task A_dataset_is_opened_replayed_and_scrubbed_and_its_labels_are_read()
    {
        using Igen igen = Igen.Serve("view", run.Folder);
        IPage page = await chromium.Open(igen.Url());
        await page.SelectOptionAsync("#dataset", "igen.igen");
        await page.WaitForFunctionAsync("document.getElementById('facts').textContent.includes('generated interventions')");
        Assert.Equal(12, await page.Locator(".row").CountAsync());

        // Modes of the rows come by themselves; a generated intervention is policy, interpolation, replay.
        await page.WaitForSelectorAsync(".row .runs span");
        await page.ClickAsync(".row[data-episode='3']");
        await page.WaitForFunctionAsync("document.getElementById('overlay').textContent === 'episode 3'");
        Assert.Equal("policy", await page.TextContentAsync("#mode"));
        await page.Keyboard.PressAsync("KeyI");
        Assert.Equal("interpolation", await page.TextContentAsync("#mode"));
        int intervention = await Step(page);
        Assert.True(intervention > 10);
        await Chromium.Save(page, "view-intervention.png");

        // The mistake ends in the correction, and shows a little earlier.
        await page.Keyboard.PressAsync("KeyM");
        Assert.InRange(await Step(page), 1, intervention);
        Assert.Contains("contact", await page.TextContentAsync("#step"), StringComparison.Ordinal);
        await Chromium.Save(page, "view-mistake.png");
        // Two steps earlier the robot still believes that the peg is somewhere else.
        await Scrub(page, await Step(page) - 2);
        await page.EvaluateAsync("document.activeElement.blur()");
        await Chromium.Save(page, "view.png");
        int last = int.Parse((await page.GetAttributeAsync("#scrub", "max"))!, CultureInfo.InvariantCulture);
        await Scrub(page, last);
        Assert.Equal(last, await Step(page));
        Assert.Equal("replay", await page.TextContentAsync("#mode"));

        await page.ClickAsync("#first");
        await page.ClickAsync("#play");
        await page.WaitForFunctionAsync("Number(document.getElementById('scrub').value) > 8");
        await page.ClickAsync("#tab-coverage");
        await page.WaitForSelectorAsync("#coverage canvas");
        Assert.Equal(3, await page.Locator("#coverage canvas").CountAsync());
        await Chromium.Save(page, "view-coverage.png");
        await page.ClickAsync("#tab-run");
        Assert.True(await page.Locator("#run canvas").CountAsync() >= 2);
        await Chromium.Save(page, "view-run.png");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task On_a_phone_nothing_hangs_over_the_edge()
    {
        using Igen igen = Igen.Serve("view", Path.Combine(run.Folder, "igen.igen"));
        IPage page = await chromium.Open(igen.Url(), width: 390, height: 844);
        await page.WaitForSelectorAsync(".row .runs span");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 390"));
        await Chromium.Save(page, "view-phone.png");
        await chromium.Close(page);
    }

    private static Task<System.Text.Json.JsonElement?> Scrub(IPage page, int step) => page.EvaluateAsync(
        "([v]) => { const s = document.getElementById('scrub'); s.value = v; s.dispatchEvent(new Event('input')); }", new[] { step });

    private static async Task<int> Step(IPage page) => int.Parse(await page.InputValueAsync("#scrub"), CultureInfo.InvariantCulture);
}
