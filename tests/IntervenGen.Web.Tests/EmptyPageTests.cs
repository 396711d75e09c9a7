using IntervenGen.Core;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class EmptyPageTests(Chromium chromium)
{
    [SkippableFact]
    public async Task An_empty_folder_says_what_to_do_and_shows_what_comes()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        IPage page = await chromium.Open(server.Url);
        string words = await page.InnerTextAsync("#empty");
        Assert.Contains($"There is no dataset in '{Path.GetFileName(server.Root)}' yet", words, StringComparison.Ordinal);
        Assert.Contains("igen demo --out", words, StringComparison.Ordinal);
        Assert.Contains("igen view FOLDER", words, StringComparison.Ordinal);
        Assert.False(await page.IsVisibleAsync("#player"));
        Assert.True(await page.IsDisabledAsync("#tab-coverage"));
        TinyStore.Make(server.At("made.igen"));
        await PageTests.Shown(page, 0);
        Assert.False(await page.IsVisibleAsync("#empty"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_filter_that_matches_nothing_says_so_and_offers_all()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Demonstrations, "hhh", "hhh");
        IPage page = await chromium.Open(server.Url);
        await PageTests.Shown(page, 0);
        Assert.Equal("with a mistake (0)", await page.TextContentAsync("#filter option[value=mistake]"));
        await page.SelectOptionAsync("#filter", "mistake");
        Assert.Equal("None of the 2 episodes has a mistake.", await page.TextContentAsync("#nothing-words"));
        Assert.Equal("None of the 2 episodes has a mistake.", await page.TextContentAsync("#said"));
        Assert.False(await page.IsVisibleAsync("#list"));
        await page.ClickAsync("#show-all");
        Assert.Equal(2, await page.Locator(".row").CountAsync());
        Assert.False(await page.IsVisibleAsync("#nothing"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_dataset_without_an_episode_says_so()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("none.igen"), DatasetKind.Demonstrations);
        TinyStore.Make(server.At("one.igen"));
        IPage page = await chromium.Open(server.Url);
        await PageTests.Until(page, "document.getElementById('empty').textContent.includes('has no episode')");
        Assert.False(await page.IsVisibleAsync("#player"));
        await page.SelectOptionAsync("#dataset", "one.igen");
        await PageTests.Shown(page, 0);
        Assert.True(await page.IsVisibleAsync("#player"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_folder_of_nothing_but_damaged_datasets_says_where_to_look()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        await File.WriteAllTextAsync(Path.Combine(TinyStore.Make(server.At("a.igen")), "manifest.json"), "{ torn");
        IPage page = await chromium.Open(server.Url);
        Assert.Contains("can be opened", await page.InnerTextAsync("#empty"), StringComparison.Ordinal);
        Assert.Contains("a.igen", await page.InnerTextAsync("#error"), StringComparison.Ordinal);
        await chromium.Close(page);
    }
}
