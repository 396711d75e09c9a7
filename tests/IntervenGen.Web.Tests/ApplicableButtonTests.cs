using IntervenGen.Core;
using IntervenGen.Web.Teleop;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class ApplicableButtonTests(Chromium chromium)
{
    private static readonly string[] s_player = ["first", "previous", "play", "next", "next-mistake", "next-intervention"];
    private static readonly string[] s_driver = ["start", "take", "hand", "recover", "gripper", "hold", "finish", "discard"];

    [SkippableFact]
    public async Task A_demonstration_has_no_mistake_and_no_intervention_to_go_to()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Demonstrations, "hhHHh");
        IPage page = await Open(server);
        Assert.Equal(["play", "next"], await Enabled(page, s_player));
        Assert.Equal("no mistake in this episode", await page.GetAttributeAsync("#next-mistake", "title"));
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("0", await PageTests.Step(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task At_the_end_there_is_nothing_to_play_and_no_next_step()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, "pPirr");
        IPage page = await Open(server);
        Assert.Equal(["play", "next", "next-mistake", "next-intervention"], await Enabled(page, s_player));
        await page.Keyboard.PressAsync("End");
        Assert.Equal(["first", "previous", "next-mistake", "next-intervention"], await Enabled(page, s_player));
        await page.Keyboard.PressAsync("Space");
        Assert.Equal("Play", await page.GetAttributeAsync("#play", "aria-label"));
        await page.ClickAsync("#first");
        Assert.Equal("0", await PageTests.Step(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task At_the_only_mistake_there_is_no_next_one()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, "pPirr");
        IPage page = await Open(server);
        await page.ClickAsync("#next-mistake");
        Assert.Equal(["first", "previous", "play", "next", "next-intervention"], await Enabled(page, s_player));
        Assert.Equal("the only mistake of this episode", await page.GetAttributeAsync("#next-mistake", "title"));
        // A button that can no longer be pressed hands the focus on, and does not lose it.
        Assert.Equal("scrub", await page.EvaluateAsync<string>("document.activeElement.id"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task An_episode_plays_to_its_end_and_stops_there()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, "pPirr");
        IPage page = await Open(server);
        await page.ClickAsync("#play");
        await PageTests.Until(page, "document.getElementById('scrub').value === '4' && document.getElementById('play').disabled");
        Assert.Equal("Play", await page.GetAttributeAsync("#play", "aria-label"));
        await PageTests.Address(page, "#dataset=made.igen&episode=0&step=4");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_driver_can_hand_back_only_after_taking_over()
    {
        await using TestServer server = await Teleop(TeleopTask.Interventions);
        IPage page = await Drive(server, "Ready");
        Assert.Equal(["start"], await Enabled(page, s_driver));
        await page.ClickAsync("#start");
        await TeleopTests.Phase(page, "Policy");
        Assert.Equal(["take", "hold", "finish", "discard"], await Enabled(page, s_driver));
        await page.ClickAsync("#take");
        await TeleopTests.Phase(page, "Human");
        Assert.Equal(["hand", "gripper", "hold", "finish", "discard"], await Enabled(page, s_driver));
        await page.ClickAsync("#hold");
        await TeleopTests.Phase(page, "Hold");
        Assert.Equal(["start", "take", "hand", "gripper", "finish", "discard"], await Enabled(page, s_driver));
        Assert.Equal("Go on Enter", await page.InnerTextAsync("#start"));
        await page.ClickAsync("#hand");
        await TeleopTests.Phase(page, "Policy");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Without_a_policy_there_is_nobody_to_take_over_from()
    {
        await using TestServer server = await Teleop(TeleopTask.Demonstrations);
        IPage page = await Drive(server, "Ready");
        Assert.False(await page.IsVisibleAsync("#take"));
        Assert.False(await page.IsVisibleAsync("#hand"));
        Assert.False(await page.IsVisibleAsync("#recover"));
        await page.ClickAsync("#start");
        await TeleopTests.Phase(page, "Human");
        Assert.Equal(["gripper", "hold", "finish", "discard"], await Enabled(page, s_driver));
        string keys = await page.InnerTextAsync("#teleop .keys");
        Assert.DoesNotContain("take over", keys, StringComparison.Ordinal);
        Assert.DoesNotContain("recovery", keys, StringComparison.Ordinal);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_recovery_starts_once()
    {
        await using TestServer server = await Teleop(TeleopTask.Offline);
        IPage page = await Drive(server, "Ready");
        await page.Keyboard.PressAsync("Enter");
        await TeleopTests.Phase(page, "Mistake");
        Assert.Equal(["recover", "gripper", "hold", "finish", "discard"], await Enabled(page, s_driver));
        await page.Keyboard.PressAsync("KeyM");
        await TeleopTests.Phase(page, "Human");
        Assert.Equal(["gripper", "hold", "finish", "discard"], await Enabled(page, s_driver));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task A_page_that_only_watches_has_nothing_to_press_but_drive()
    {
        await using TestServer server = await Teleop(TeleopTask.Interventions);
        IPage driver = await Drive(server, "Ready"), watcher = await chromium.Open(server.Url);
        await PageTests.Until(watcher, "!document.getElementById('drive').hidden");
        Assert.Empty(await Enabled(watcher, s_driver));
        Assert.True(await watcher.IsEnabledAsync("#drive"));
        Assert.False(await driver.IsVisibleAsync("#drive"));
        await watcher.CloseAsync();
        await chromium.Close(driver);
    }

    [SkippableFact]
    public async Task A_driver_at_the_keyboard_keeps_the_focus_on_a_button_that_changes_no_hands()
    {
        await using TestServer server = await Teleop(TeleopTask.Interventions);
        IPage page = await Drive(server, "Ready");
        await page.FocusAsync("#start");
        await page.Keyboard.PressAsync("Space");
        await TeleopTests.Phase(page, "Policy");
        Assert.Equal("hold", await page.EvaluateAsync<string>("document.activeElement.id"));
        await chromium.Close(page);
    }

    private static async Task<string[]> Enabled(IPage page, string[] buttons)
    {
        List<string> enabled = [];
        foreach (string button in buttons)
        {
            if (await page.IsVisibleAsync($"#{button}") && await page.IsEnabledAsync($"#{button}"))
                enabled.Add(button);
        }

        return [.. enabled];
    }

    private static Task<TestServer> Teleop(TeleopTask task) =>
        TestServer.Start(teleop: new TeleopOptions { Task = task, LostAfter = TimeSpan.FromHours(1) }, withPage: true);

    private async Task<IPage> Open(TestServer server)
    {
        IPage page = await chromium.Open(server.Url);
        await PageTests.Shown(page, 0);
        return page;
    }

    private async Task<IPage> Drive(TestServer server, string phase)
    {
        IPage page = await chromium.Open(server.Url);
        await TeleopTests.Phase(page, phase);
        return page;
    }
}
