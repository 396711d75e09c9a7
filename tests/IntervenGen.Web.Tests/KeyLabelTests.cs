using IntervenGen.Core;
using IntervenGen.Web.Teleop;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class KeyLabelTests(Chromium chromium)
{
    // Where letters lie on a French keyboard, as far as it differs.
    private const string Azerty = """
        Object.defineProperty(navigator, 'keyboard', { value: { getLayoutMap: async () =>
          new Map([['KeyW', 'z'], ['KeyQ', 'a'], ['KeyA', 'q'], ['KeyZ', 'w'], ['KeyM', ','], ['Digit1', '&']]) } });
        """;

    private const string Untold = "Object.defineProperty(navigator, 'keyboard', { value: undefined });";

    [SkippableFact]
    public async Task On_a_French_keyboard_a_driver_reads_its_own_letters()
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url, before: Azerty);
        await TeleopTests.Phase(page, "Ready");
        Assert.Equal("Z S forward, back", await Line(page, "#teleop .keys", "forward"));
        Assert.Equal("Q D left, right", await Line(page, "#teleop .keys", "left, right"));
        Assert.Equal("1 … 5 speed", await Line(page, "#teleop .keys", "speed"));
        Assert.Equal("Take over H", await page.InnerTextAsync("#take"));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task The_player_names_its_keys_as_the_keyboard_has_them_and_binds_them_by_their_place()
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, "ppPirr");
        IPage page = await chromium.Open(server.Url, before: Azerty);
        await PageTests.Shown(page, 0);
        Assert.Equal("Next mistake (,)", await page.GetAttributeAsync("#next-mistake", "title"));
        Assert.Equal(",", await page.GetAttributeAsync("#next-mistake", "aria-keyshortcuts"));
        Assert.Equal(", next mistake: where it meets the world", await Line(page, "#help-keys", "mistake"));
        await page.EvaluateAsync("document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyM', key: ',', bubbles: true, cancelable: true }))");
        Assert.Equal("2", await PageTests.Step(page));
        await chromium.Close(page);
    }

    [SkippableFact]
    public async Task Where_the_browser_does_not_tell_the_layout_the_keys_that_are_pressed_do()
    {
        await using TestServer server = await Teleop();
        IPage page = await chromium.Open(server.Url, before: Untold);
        await TeleopTests.Phase(page, "Ready");
        Assert.Equal("W S forward, back", await Line(page, "#teleop .keys", "forward"));
        await page.EvaluateAsync("document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyW', key: 'z', bubbles: true }))");
        Assert.Equal("Z S forward, back", await Line(page, "#teleop .keys", "forward"));
        await chromium.Close(page);
    }

    private static Task<TestServer> Teleop() => TestServer.Start(teleop: new TeleopOptions { LostAfter = TimeSpan.FromHours(1) }, withPage: true);

    private static async Task<string> Line(IPage page, string list, string what) =>
        (await page.Locator($"{list} li", new PageLocatorOptions { HasText = what }).First.TextContentAsync())!;
}
