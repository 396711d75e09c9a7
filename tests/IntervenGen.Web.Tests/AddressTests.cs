using IntervenGen.Core;
using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class AddressTests(Chromium chromium)
{
    [SkippableFact]
    public async Task The_address_holds_dataset_episode_and_step_and_loading_it_again_restores_them()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(server.Url);
        await PageTests.Address(page, "#dataset=a.igen&episode=0&step=0");
        await page.SelectOptionAsync("#dataset", "deep/b.igen");
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=0&step=0");
        await page.ClickAsync(".row[data-episode='2']");
        await PageTests.Shown(page, 2);
        await PageTests.Scrub(page, 4);
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=2&step=4");

        await page.ReloadAsync();
        await PageTests.Shown(page, 2);
        Assert.Equal(("deep/b.igen", "4"), (await page.InputValueAsync("#dataset"), await PageTests.Step(page)));
        Assert.Equal("2", await page.GetAttributeAsync(".row.on", "data-episode"));
        Assert.Equal("episode 2 of deep/b.igen · IntervenGen", await page.TitleAsync());
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Back_and_forward_lead_through_what_was_chosen_and_to_the_step_it_was_left_at()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(server.Url);
        await PageTests.Address(page, "#dataset=a.igen&episode=0&step=0");
        await page.ClickAsync(".row[data-episode='1']");
        await PageTests.Shown(page, 1);
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.SelectOptionAsync("#dataset", "deep/b.igen");
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=0&step=0");
        await page.ClickAsync("#tab-run");
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=0&step=0&tab=run");

        await page.GoBackAsync();
        Assert.True(await page.IsVisibleAsync("#player"));
        await page.GoBackAsync();
        await PageTests.Shown(page, 1);
        await PageTests.Until(page, "document.getElementById('scrub').value === '2'");
        Assert.Equal("a.igen", await page.InputValueAsync("#dataset"));
        await page.GoBackAsync();
        await PageTests.Shown(page, 0);
        await page.GoForwardAsync();
        await PageTests.Shown(page, 1);
        await PageTests.Address(page, "#dataset=a.igen&episode=1&step=2");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Steps_and_rows_that_are_run_through_leave_one_place_to_go_back_to()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=deep/b.igen"));
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=0&step=0");
        int before = await page.EvaluateAsync<int>("history.length");
        await page.FocusAsync("#list");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await PageTests.Shown(page, 2);
        await page.Keyboard.PressAsync("ArrowRight");
        await PageTests.Address(page, "#dataset=deep/b.igen&episode=2&step=1");
        Assert.Equal(before + 1, await page.EvaluateAsync<int>("history.length"));
        await page.GoBackAsync();
        await PageTests.Shown(page, 0);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_link_opens_the_tab_and_the_filter_that_it_names()
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=a.igen&show=failed&tab=coverage"));
        await page.WaitForSelectorAsync("#coverage canvas");
        Assert.Equal("failed", await page.InputValueAsync("#filter"));
        Assert.Equal("page", await page.GetAttributeAsync("#tab-coverage", "aria-current"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_token_leaves_the_address_stays_out_of_links_and_is_out_of_reach_of_scripts()
    {
        await using TestServer server = await Two();
        var asked = new ConcurrentQueue<string>();
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=deep/b.igen&episode=1&step=3"), requested: asked.Enqueue);
        await PageTests.Shown(page, 1);
        Assert.Equal("3", await PageTests.Step(page));
        Assert.Equal($"http://{server.Url.Authority}/#dataset=deep/b.igen&episode=1&step=3", page.Url);
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.Single(asked, url => url.Contains("token", StringComparison.Ordinal));

        // The link that the address is now lets in whoever was let in, and nobody else.
        IPage same = await page.RunAndWaitForPopupAsync(() => page.EvaluateAsync("void window.open(location.href)"));
        await PageTests.Shown(same, 1);
        IPage stranger = await chromium.Plain();
        IResponse? answer = await stranger.GotoAsync(page.Url);
        Assert.Equal(401, answer!.Status);
        await stranger.CloseAsync();
        await same.CloseAsync();
        await chromium.Close(page);
    }

    [SkippableTheory]
    [InlineData("#dataset=gone.igen&episode=1", "'gone.igen' of the address is not in this folder; this is 'a.igen'", 0)]
    [InlineData("#dataset=a.igen&episode=77", "'a.igen' has 2 episodes; the address asks for episode 77", 0)]
    [InlineData("#dataset=../../etc&episode=1", "'../../etc' of the address is not in this folder; this is 'a.igen'", 0)]
    [InlineData("#dataset=a.igen&episode=1&step=999999", "", 1)]
    [InlineData("#episode=-1&step=x&tab=nonsense&show=nonsense&dataset=%FF", "'\uFFFD' of the address is not in this folder; this is 'a.igen'", 0)]
    public async Task An_address_that_leads_nowhere_says_so_and_shows_what_there_is(string fragment, string words, int episode)
    {
        await using TestServer server = await Two();
        IPage page = await chromium.Open(new Uri($"{server.Url}{fragment}"));
        await PageTests.Shown(page, episode);
        Assert.Equal(words, await page.TextContentAsync("#notice"));
        await PageTests.Address(page, $"#dataset=a.igen&episode={episode}&step={(episode == 1 ? 4 : 0)}");
        await chromium.Close(page);
    }

    private static async Task<TestServer> Two()
    {
        TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("a.igen"), DatasetKind.Interventions, "pPirr", "pPirr!");
        TinyStore.Make(Path.Combine(Directory.CreateDirectory(server.At("deep")).FullName, "b.igen"), DatasetKind.Interventions, "pPirr", "pPirr", "pPirr");
        return server;
    }
}
