using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(TinyRunTests.Name)]
public sealed class LiveRunTests(TinyRun run, Chromium chromium)
{
    // More than the page waits between two looks at the folder.
    private const int UntilRefresh = 2500;

    [SkippableFact]
    public async Task A_run_is_followed_while_it_goes_on_and_stays_when_its_files_are_deleted()
    {
        string folder = Directory.CreateDirectory(run["live"]).FullName, curve = Path.Combine(folder, "base.ckpt.curve");
        using var growing = new GrowingRun(Path.Combine(run.Folder, "igen.igen"), Path.Combine(folder, "growing.igen"));
        growing.Append(3);
        await File.WriteAllTextAsync(curve, "{\"step\":50,\"loss\":3.5}\n{\"step\":100,\"lo");
        using Igen igen = Igen.Serve("view", folder);
        IPage page = await chromium.Open(igen.Url());
        await page.ClickAsync(".row[data-episode='1']");
        await page.WaitForFunctionAsync("document.getElementById('overlay').textContent === 'episode 1'");
        Assert.Equal(3, await page.Locator(".row").CountAsync());
        Assert.Contains("not complete", await page.TextContentAsync("#facts"), StringComparison.Ordinal);
        await page.ClickAsync("#tab-run");
        Assert.Equal((1, 0), (await page.Locator("#run canvas").CountAsync(), await page.Locator("#run td").CountAsync()));

        growing.Append(4);
        await File.WriteAllTextAsync(curve, "{\"step\":50,\"loss\":3.5}\n{\"step\":100,\"loss\":1.5}\n{\"step\":100,\"success\":0.5,\"trials\":8}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "result.json"), "{\"evaluate\": {\"success\": 0.25, \"low\": 0.1, \"high\": 0.5, \"trials\": 20}}");
        await page.WaitForFunctionAsync("document.querySelectorAll('#run canvas').length === 2 && document.querySelectorAll('.row').length === 7");
        Assert.Equal("25.0 %", await page.Locator("#run td").Nth(1).TextContentAsync());
        await Chromium.Save(page, "view-live.png");
        // What was being looked at still is.
        Assert.Equal("1", await page.GetAttributeAsync(".row.on", "data-episode"));

        growing.Dispose();
        Directory.Delete(growing.Folder, recursive: true);
        await page.WaitForFunctionAsync("document.getElementById('error').textContent.includes('no longer there')");
        await page.ClickAsync("#tab-episodes");
        await page.ClickAsync(".row[data-episode='5']");
        await page.WaitForFunctionAsync("document.getElementById('error').textContent.includes('is not a dataset') || document.getElementById('error').textContent.includes('was deleted')");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("1", await page.InputValueAsync("#scrub"));
        await page.WaitForTimeoutAsync(UntilRefresh);
        Assert.Contains("no longer there", await page.TextContentAsync("#error"), StringComparison.Ordinal);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Of_two_thousand_episodes_only_what_is_looked_at_is_drawn_and_sent()
    {
        const int episodes = 2000, maxRows = 40;
        string folder = run["long.igen"];
        using (var growing = new GrowingRun(Path.Combine(run.Folder, "igen.igen"), folder))
            growing.Append(episodes, maxSteps: 2);
        using Igen igen = Igen.Serve("view", folder);
        var asked = new ConcurrentQueue<string>();
        IPage page = await chromium.Open(igen.Url(), requested: asked.Enqueue);
        await page.WaitForSelectorAsync(".row .runs span");
        Assert.Equal($"{40 * episodes}px", await page.EvaluateAsync<string>("document.getElementById('rows').style.height"));
        Assert.InRange(await page.Locator(".row").CountAsync(), 10, maxRows);
        Assert.Equal(["index=0"], Episodes(asked));

        await page.EvaluateAsync("document.getElementById('list').scrollTop = 1e6");
        await page.WaitForSelectorAsync($".row[data-episode='{episodes - 1}'] .runs span");
        Assert.InRange(await page.Locator(".row").CountAsync(), 10, maxRows);
        await page.ClickAsync($".row[data-episode='{episodes - 1}']");
        await page.WaitForFunctionAsync($"document.getElementById('overlay').textContent === 'episode {episodes - 1}'");
        Assert.Equal(["index=0", $"index={episodes - 1}"], Episodes(asked));
        int[] modes = [.. asked.Where(url => url.Contains("api/modes", StringComparison.Ordinal)).Select(url => Uri.UnescapeDataString(url).Split(',').Length)];
        Assert.True(modes.Sum() <= 3 * maxRows, $"modes of {modes.Sum()} episodes were asked for");
        await chromium.Close(page);
    }

    private static string[] Episodes(IEnumerable<string> asked) =>
        [.. asked.Where(url => url.Contains("api/episode", StringComparison.Ordinal)).Select(url => url[(url.LastIndexOf('&') + 1)..])];
}
