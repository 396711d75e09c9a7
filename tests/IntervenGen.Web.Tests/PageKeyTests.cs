using IntervenGen.Core;
using IntervenGen.Web.Teleop;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class PageKeyTests(Chromium chromium)
{
    [SkippableFact]
    public async Task Keys_do_not_switch_the_dataset()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#dataset");
        foreach (string key in (string[])["KeyI", "KeyM", "Digit2", "KeyB", "KeyZ", "Shift+KeyI"])
        {
            await page.Keyboard.PressAsync(key);
            Assert.Equal("base.igen", await page.InputValueAsync("#dataset"));
        }

        Assert.Equal("dataset", await page.EvaluateAsync<string>("document.activeElement.id"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Keys_do_not_switch_the_filter_or_the_speed()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#filter");
        await page.Keyboard.PressAsync("KeyN");
        await page.FocusAsync("#speed");
        await page.Keyboard.PressAsync("Digit4");
        Assert.Equal(("all", "1"), (await page.InputValueAsync("#filter"), await page.InputValueAsync("#speed")));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_list_that_has_the_focus_leaves_the_player_its_letters()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#dataset");
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("2", await PageTests.Step(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_slider_keeps_its_arrows_and_leaves_the_player_its_letters()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#scrub");
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("2", await PageTests.Step(page));
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("3", await PageTests.Step(page));
        Assert.Equal("episode 0", await page.TextContentAsync("#overlay"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_dataset_picked_with_the_mouse_does_not_keep_the_arrows()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#dataset");
        await page.DispatchEventAsync("#dataset", "pointerdown");
        await page.SelectOptionAsync("#dataset", "igen.igen");
        await PageTests.Until(page, "location.hash.includes('igen.igen&episode=0')");
        await page.Keyboard.PressAsync("ArrowDown");
        await PageTests.Shown(page, 1);
        Assert.Equal("igen.igen", await page.InputValueAsync("#dataset"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Whoever_has_dragged_the_view_steps_with_the_arrows_as_before()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.FocusAsync("#dataset");
        await page.Mouse.MoveAsync(800, 300);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(700, 320);
        await page.Mouse.UpAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("1", await PageTests.Step(page));
        await page.Keyboard.PressAsync("ArrowDown");
        await PageTests.Shown(page, 1);
        Assert.Equal("base.igen", await page.InputValueAsync("#dataset"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_list_of_episodes_goes_by_its_keys_and_names_the_row_it_is_on()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "igen.igen");
        await page.FocusAsync("#list");
        await page.Keyboard.PressAsync("End");
        await PageTests.Shown(page, 2);
        Assert.Equal("row-2", await page.GetAttributeAsync("#list", "aria-activedescendant"));
        Assert.Equal("true", await page.GetAttributeAsync("#row-2", "aria-selected"));
        await page.Keyboard.PressAsync("Home");
        await PageTests.Shown(page, 0);
        Assert.Equal("false", await page.GetAttributeAsync("#row-2", "aria-selected"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_first_and_the_last_step_have_keys()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.Keyboard.PressAsync("End");
        Assert.Equal("5", await PageTests.Step(page));
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("0", await PageTests.Step(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_question_mark_shows_the_keys_and_until_they_are_closed_none_counts()
    {
        await using TestServer server = await Three();
        IPage page = await Open(server, "base.igen");
        await page.Keyboard.PressAsync("?");
        Assert.Contains("next mistake", await page.TextContentAsync("#help[open]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("0", await PageTests.Step(page));
        await page.Keyboard.PressAsync("Escape");
        Assert.False(await page.IsVisibleAsync("#help"));
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("2", await PageTests.Step(page));
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("?");
        Assert.False(await page.IsVisibleAsync("#help"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task While_a_driver_reads_the_keys_none_of_them_moves_the_robot_or_takes_it()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions { LostAfter = TimeSpan.FromHours(1) }, withPage: true);
        IPage page = await chromium.Open(server.Url, before: Drives);
        await TeleopTests.Phase(page, "Ready");
        await page.Keyboard.PressAsync("Enter");
        await TeleopTests.Phase(page, "Policy");
        await page.Keyboard.DownAsync("KeyW");
        await PageTests.Until(page, "Math.hypot(...window.lastTwist) > 0");
        await page.Keyboard.PressAsync("?");
        await PageTests.Until(page, "Math.hypot(...window.lastTwist) === 0");
        await page.Keyboard.DownAsync("KeyR");
        await page.Keyboard.PressAsync("KeyH");
        int sent = await page.EvaluateAsync<int>("window.driven");
        await PageTests.Until(page, $"window.driven > {sent + 3}");
        Assert.Equal(0, await page.EvaluateAsync<double>("Math.hypot(...window.lastTwist)"));
        Assert.Equal("Policy", await page.TextContentAsync("#phase"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("KeyH");
        await TeleopTests.Phase(page, "Human");
        await chromium.Close(page);
    }

    // Notes what the page says to the robot.
    private const string Drives = """
        window.driven = 0;
        window.lastTwist = [0];
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
          const message = JSON.parse(text);
          if (message.type === 'drive') { window.lastTwist = message.twist; window.driven++; }
          send.call(this, text);
        };
        """;

    private static async Task<TestServer> Three()
    {
        TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("2.igen"), DatasetKind.Demonstrations, "hhhhhh");
        TinyStore.Make(server.At("base.igen"), DatasetKind.Interventions, "ppPirr", "ppPirr!");
        TinyStore.Make(server.At("igen.igen"), DatasetKind.Interventions, "pPirrr", "pPirrr", "pPirrr");
        TinyStore.Make(server.At("mine.igen"), DatasetKind.Interventions, "ppphhh");
        return server;
    }

    private async Task<IPage> Open(TestServer server, string dataset)
    {
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset={dataset}"));
        await PageTests.Until(page, $"document.title === 'episode 0 of {dataset} · IntervenGen'");
        return page;
    }
}
