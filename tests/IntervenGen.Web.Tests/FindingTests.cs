using Microsoft.Playwright;
using IntervenGen.Core;

namespace IntervenGen.Web.Tests;

/// <summary>Filters, order, tags, the table of datasets, and two episodes side by side.</summary>
[Collection(PageTests.Name)]
public sealed class FindingTests(Chromium chromium)
{
    [SkippableFact]
    public async Task What_is_asked_for_is_listed_and_stands_in_the_address()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen"));
        await PageTests.Shown(page, 0);
        await page.FillAsync("#find", "2");
        await PageTests.Until(page, "document.querySelectorAll('.row').length === 1");
        await PageTests.Until(page, "location.hash.includes('find=2')");
        await page.ReloadAsync();
        await PageTests.Until(page, "document.querySelectorAll('.row').length === 1 && document.getElementById('find').value === '2'");
        await page.FillAsync("#find", "9");
        Assert.Equal("None of the 3 episodes is what is asked for.", await page.TextContentAsync("#nothing-words"));
        await page.ClickAsync("#show-all");
        await PageTests.Until(page, "document.querySelectorAll('.row').length === 3");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_longest_comes_first_where_that_is_asked_for()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&sort=longest"));
        await PageTests.Until(page, "document.querySelectorAll('.row').length === 3");
        Assert.Equal("1", await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('.row')].sort((a, b) => parseInt(a.style.top) - parseInt(b.style.top))[0].dataset.episode"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_tag_is_found_again_after_a_reload()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&episode=1"));
        await PageTests.Shown(page, 1);
        await page.FillAsync("#tags", "odd, slow");
        await page.Keyboard.PressAsync("Enter");
        await page.ReloadAsync();
        await PageTests.Shown(page, 1);
        Assert.Equal("odd, slow", await page.InputValueAsync("#tags"));
        await page.FillAsync("#find", "slow");
        await PageTests.Until(page, "document.querySelectorAll('.row').length === 1 && document.querySelector('.row').dataset.episode === '1'");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Keys_typed_into_a_field_do_not_move_the_player()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen"));
        await PageTests.Shown(page, 0);
        await page.FocusAsync("#tags");
        await page.Keyboard.TypeAsync("mi?");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(("0", "mi?"), (await PageTests.Step(page), await page.InputValueAsync("#tags")));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_table_has_every_dataset_with_its_numbers_and_leads_to_it()
    {
        await using TestServer server = await Two();
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(server.At("torn.igen")).FullName, "manifest.json"), "{ torn");
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&tab=datasets"));
        await page.WaitForSelectorAsync("#datasets td");
        string[] rows = [.. await page.Locator("#datasets tr").AllInnerTextsAsync()];
        Assert.Equal(4, rows.Length);
        Assert.Matches(@"^b\.igen\s+point\s+interventions\s+2\s+2\s+100\.0 %\s+9\s+4\.5\s+", rows[2]);
        Assert.Contains("torn.igen", rows[3], StringComparison.Ordinal);
        await page.ClickAsync("#datasets button:text('b.igen')");
        await PageTests.Until(page, "location.hash.includes('dataset=b.igen&episode=0')");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Another_dataset_is_shown_beside_at_the_same_attempt_and_step()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&episode=1&step=2"));
        await PageTests.Shown(page, 1);
        await page.SelectOptionAsync("#other", "b.igen");
        await PageTests.Until(page, "document.getElementById('other-overlay').textContent.startsWith('b.igen, episode 1, the same attempt')");
        Assert.True(await page.IsVisibleAsync("#other-scene"));
        await PageTests.Scrub(page, 4);
        await PageTests.Until(page, "/over: /.test(document.getElementById('other-overlay').textContent)");
        await page.ClickAsync("#other-close");
        Assert.False(await page.IsVisibleAsync("#other-scene"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_click_on_a_chart_leads_to_its_step()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&episode=1"));
        await PageTests.Shown(page, 1);
        LocatorBoundingBoxResult box = (await page.Locator("#plots .u-over").First.BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await PageTests.Until(page, "document.getElementById('scrub').value === '3' || document.getElementById('scrub').value === '2'");
        Assert.True(await page.IsVisibleAsync("#plots .chart-mark >> nth=0"));
        await chromium.Close(page);
    }

    // Three and two episodes; the second one of either is the longest.
    private static async Task<TestServer> Two()
    {
        TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("a.igen"), DatasetKind.Interventions, "pPirh", "pPirhh", "pPi");
        TinyStore.Make(server.At("b.igen"), DatasetKind.Interventions, "pPir", "pPirh");
        return server;
    }
}
