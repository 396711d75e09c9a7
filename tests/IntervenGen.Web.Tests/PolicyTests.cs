namespace IntervenGen.Web.Tests;

/// <summary>The page in a real browser, under the policy that the server gives it.</summary>
[Collection(TinyRunTests.Name)]
public sealed class PolicyTests(TinyRun run, Chromium chromium)
{
    [SkippableFact]
    public async Task The_page_of_datasets_does_all_it_does_under_its_policy()
    {
        using Igen igen = Igen.Serve("view", run.Folder);
        Assert.Empty(Own(await chromium.Complaints(igen.Url(), async page =>
        {
            await page.SelectOptionAsync("#dataset", "igen.igen");
            await page.WaitForSelectorAsync(".row .runs span");
            await page.ClickAsync(".row[data-episode='3']");
            await page.ClickAsync("#tab-coverage");
            await page.WaitForSelectorAsync("#coverage canvas");
            await page.ClickAsync("#tab-run");
            await page.WaitForSelectorAsync("#run canvas");
        })));
    }

    [SkippableFact]
    public async Task The_page_that_drives_connects_under_its_policy()
    {
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--out", run["policy.igen"]);
        Assert.Empty(Own(await chromium.Complaints(igen.Url(), page => page.WaitForSelectorAsync("#phase[data-phase=Ready]"))));
    }

    [SkippableFact]
    public async Task A_folder_with_a_damaged_dataset_first_shows_the_next_one()
    {
        string folder = Directory.CreateDirectory(run["damaged first"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(TinyStore.Make(Path.Combine(folder, "a.igen")), "manifest.json"), "{ torn");
        TinyStore.Make(Path.Combine(folder, "b.igen"));
        await File.WriteAllTextAsync(Path.Combine(folder, "odd.json"), "{ torn");
        using Igen igen = Igen.Serve("view", folder);
        await chromium.Complaints(igen.Url(), async page =>
        {
            await page.WaitForSelectorAsync(".row");
            await page.ClickAsync("#tab-run");
            Assert.Contains("odd.json: is not valid JSON", await page.TextContentAsync("#faults li"), StringComparison.Ordinal);
        });
    }

    // Drawn on a processor, the browser has something to say about that.
    private static IEnumerable<string> Own(IReadOnlyList<string> complaints) =>
        complaints.Where(text => !text.Contains("GL Driver", StringComparison.Ordinal))
            .Where(text => !text.Contains("GPU stall", StringComparison.Ordinal));
}
