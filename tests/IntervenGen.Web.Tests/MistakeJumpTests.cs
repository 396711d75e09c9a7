using IntervenGen.Core;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(PageTests.Name)]
public sealed class MistakeJumpTests(Chromium chromium)
{
    [SkippableFact]
    public async Task The_next_mistake_is_where_it_meets_the_world() =>
        Assert.Equal(["6"], await Jumps("ppppppPPPPiiirr"));

    [SkippableFact]
    public async Task Of_several_contacts_of_one_mistake_the_first_counts() =>
        Assert.Equal(["2"], await Jumps("ppPpPPPiir"));

    [SkippableFact]
    public async Task Without_a_contact_it_is_where_the_truth_becomes_known() =>
        Assert.Equal(["4"], await Jumps("pppp*pphhh"));

    [SkippableFact]
    public async Task A_contact_that_is_corrected_at_once_is_found_in_the_step_of_the_correction() =>
        Assert.Equal(["5"], await Jumps("pppppHHhh"));

    [SkippableFact]
    public async Task Without_any_sign_it_is_the_last_step_before_the_correction() =>
        Assert.Equal(["4"], await Jumps("ppppphhh"));

    [SkippableFact]
    public async Task A_mistake_after_handing_back_is_one_of_its_own() =>
        Assert.Equal(["2", "7"], await Jumps("ppPHHPpPhh", 2));

    [SkippableFact]
    public async Task After_the_last_mistake_comes_the_first() =>
        Assert.Equal(["2", "7", "2"], await Jumps("ppPHHPpPhh", 3));

    [SkippableFact]
    public async Task A_mistake_on_purpose_is_a_mistake() =>
        Assert.Equal(["3"], await Jumps("mmmMMhhh"));

    [SkippableFact]
    public async Task What_fails_uncorrected_is_a_mistake_and_what_succeeds_is_none()
    {
        Assert.Equal(["3"], await Jumps("pppPPpp!"));
        Assert.Equal(["0"], await Jumps("pppPPpp"));
    }

    // The steps that so many presses of M lead to, from the first step on.
    private async Task<string[]> Jumps(string drawn, int presses = 1)
    {
        await using TestServer server = await TestServer.Start(withPage: true);
        TinyStore.Make(server.At("made.igen"), DatasetKind.Interventions, drawn);
        IPage page = await chromium.Open(server.Url);
        await PageTests.Shown(page, 0);
        List<string> steps = [];
        for (int i = 0; i < presses; i++)
        {
            await page.Keyboard.PressAsync("KeyM");
            steps.Add(await PageTests.Step(page));
        }

        await chromium.Close(page);
        return [.. steps];
    }
}
