using IntervenGen.Core;
using IntervenGen.Web.Teleop;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task All_text_of_the_viewer_stands_out_and_all_controls_have_a_name(ColorScheme scheme)
    {
        await using TestServer server = await Viewer();
        IPage page = await chromium.Open(server.Url, before: PageAudit.NotesCanvasText, scheme: scheme);
        await PageTests.Shown(page, 0);
        // Policy, interpolation, replay, human.
        foreach (int step in (int[])[0, 2, 3, 4])
        {
            await PageTests.Scrub(page, step);
            await Look(page);
        }

        await page.SelectOptionAsync("#filter", "failed");
        await Look(page);
        await page.ClickAsync("#tab-coverage");
        await page.WaitForSelectorAsync("#coverage canvas");
        await Look(page);
        await page.ClickAsync("#tab-run");
        await page.WaitForSelectorAsync("#run canvas");
        await Look(page);
        await page.ClickAsync("#tab-datasets");
        await page.WaitForSelectorAsync("#datasets td");
        await Look(page);
        await page.Keyboard.PressAsync("?");
        await Look(page);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task All_text_of_the_empty_page_stands_out()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        IPage page = await chromium.Open(new Uri($"{server.Url}#dataset=gone.igen"), before: PageAudit.NotesCanvasText);
        await Look(page);
        await chromium.Close(page);
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task All_text_of_the_page_that_drives_stands_out_in_every_phase(ColorScheme scheme)
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url, before: PageAudit.NotesCanvasText, scheme: scheme);
        await TeleopTests.Phase(page, "Ready");
        foreach (string phase in Enum.GetNames<TeleopPhase>())
        {
            await page.EvaluateAsync("(phase) => { const p = document.getElementById('phase'); p.dataset.phase = p.textContent = phase; }", phase);
            await Look(page);
        }

        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Tab_leads_to_every_control_of_the_viewer_and_shows_where_it_is()
    {
        await using TestServer server = await Viewer();
        IPage page = await chromium.Open(server.Url);
        await PageTests.Shown(page, 0);
        await PageTests.Scrub(page, 1);
        Assert.Equal(
            [
                "dataset", "tab-episodes", "tab-datasets", "tab-coverage", "tab-run", "help-open", "filter", "find", "sort", "more-name", "list",
                "scene", "first", "previous", "play", "next", "next-intervention", "speed", "tags", "other", "scrub",
            ],
            await PageAudit.Tabs(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Tab_leads_to_every_control_of_the_page_that_drives()
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url, before: FakeDevices.SpaceMouse);
        await TeleopTests.Phase(page, "Ready");
        await page.Keyboard.PressAsync("Enter");
        await TeleopTests.Phase(page, "Policy");
        Assert.Equal(["help-open", "scene", "take", "hold", "finish", "discard", "spacemouse", "keycard-name"], await PageAudit.Tabs(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_slider_says_step_time_and_who_drives_and_a_jump_is_announced()
    {
        await using TestServer server = await Viewer();
        IPage page = await chromium.Open(server.Url);
        await PageTests.Shown(page, 0);
        Assert.Equal("policy, step 0 of 5 · 0.00 s", await page.GetAttributeAsync("#scrub", "aria-valuetext"));
        Assert.Equal("episode 0, Kept, 6 steps", await page.TextContentAsync("#said"));
        await page.Keyboard.PressAsync("KeyM");
        Assert.Equal("mistake: contact, step 1 of 5", await page.TextContentAsync("#said"));
        Assert.Contains("contact", await page.GetAttributeAsync("#scrub", "aria-valuetext"), StringComparison.Ordinal);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task What_changes_with_every_picture_is_not_read_out_and_the_phase_is()
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url);
        await TeleopTests.Phase(page, "Ready");
        Assert.Null(await page.EvaluateAsync<string?>("document.querySelector('#live-words').closest('[role=status], [role=alert], [aria-live]')?.id ?? null"));
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('#phase').closest('[role=status]') !== null"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_title_says_what_is_open_on_both_pages()
    {
        await using TestServer viewer = await Viewer(), teleop = await Teleop();
        IPage page = await chromium.Open(viewer.Url);
        await PageTests.Until(page, "document.title === 'episode 0 of made.igen · IntervenGen'");
        await page.ClickAsync("#tab-coverage");
        Assert.Equal("coverage of made.igen · IntervenGen", await page.TitleAsync());
        await chromium.Close(page);
        page = await chromium.Open(teleop.Url);
        await PageTests.Until(page, "document.title === 'Ready · point · IntervenGen teleop'");
        await page.Keyboard.PressAsync("Enter");
        await PageTests.Until(page, "document.title === 'Policy · point · IntervenGen teleop'");
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_camera_turns_by_keys_as_well()
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url, before: """
            window.twists = [];
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (text) {
              const { twist } = JSON.parse(text);
              if (twist?.some(Boolean)) window.twists.push(twist);
              send.call(this, text);
            };
            """);
        await TeleopTests.Phase(page, "Ready");
        double before = await Heading(page);
        await page.FocusAsync("#scene");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(0.2, Math.Abs(await Heading(page) - before), 0.01);
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task For_who_asks_for_less_motion_nothing_moves_by_itself()
    {
        await using TestServer server = await Viewer();
        IPage page = await chromium.Open(server.Url);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await PageTests.Shown(page, 0);
        await page.Keyboard.PressAsync("?");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.getAnimations().length"));
        Assert.Equal("0s", await page.EvaluateAsync<string>(
            "[...new Set([...document.querySelectorAll('*')].map((e) => getComputedStyle(e).transitionDuration))].join()"));
        Assert.Equal("0", await PageTests.Step(page));
        await chromium.Close(page);
    }

    // Where forward leads, as the page tells the robot.
    private static async Task<double> Heading(IPage page)
    {
        await page.EvaluateAsync("window.twists = []");
        await page.Keyboard.DownAsync("KeyW");
        await PageTests.Until(page, "window.twists.length > 0");
        await page.Keyboard.UpAsync("KeyW");
        return await page.EvaluateAsync<double>("Math.atan2(window.twists[0][1], window.twists[0][0])");
    }

    private static async Task Look(IPage page)
    {
        Assert.Empty(await PageAudit.Faint(page));
        Assert.Empty(await PageAudit.FaintShapes(page));
        Assert.Empty(await PageAudit.Nameless(page));
        Assert.Empty(await PageAudit.Violations(page));
    }

    private static async Task<TestServer> Viewer()
    {
        TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, "pPirhh", "pPirhh");
        await File.WriteAllTextAsync(server.At("base.curve"), "{\"step\":50,\"loss\":3.5,\"success\":0.25}\n{\"step\":100,\"loss\":1.5,\"success\":0.5}\n");
        await File.WriteAllTextAsync(server.At("result.json"), "{\"evaluate\": {\"success\": 0.25, \"low\": 0.1, \"high\": 0.5, \"trials\": 20}}");
        await File.WriteAllTextAsync(server.At("odd.json"), "{ torn");
        return server;
    }

    private static Task<TestServer> Teleop() => TestServer.Start(teleop: new TeleopOptions { LostAfter = TimeSpan.FromHours(1) }, withPage: true);
}
