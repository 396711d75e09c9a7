using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

[Collection(TinyRunTests.Name)]
public sealed class TeleopTests(TinyRun run, Chromium chromium)
{
    [SkippableFact]
    public async Task A_person_takes_over_hands_back_takes_over_again_and_the_episode_becomes_a_source()
    {
        string folder = run["human.igen"];
        using Igen igen = Igen.Serve("teleop", "--policy", run.Policy, "--episodes", "1", "--seed", "4", "--out", folder);
        IPage page = await chromium.Open(igen.Url());
        var pilot = new KeyboardPilot(page);
        await Phase(page, "Ready");
        await page.Keyboard.PressAsync("Enter");
        await Phase(page, "Policy");
        await page.WaitForFunctionAsync("window.igenTeleop?.step >= 12");

        await page.Keyboard.PressAsync("KeyH");
        await Phase(page, "Human");
        await pilot.Hold("KeyR", true);
        await page.WaitForFunctionAsync("window.igenTeleop?.step >= 20");
        await pilot.Hold("KeyR", false);
        await page.Keyboard.PressAsync("KeyH");
        await Phase(page, "Policy");
        int handedBack = (await pilot.Look()).GetProperty("step").GetInt32();
        // A phase overtakes the pictures that wait for a slow page, four and one under way: more steps than those must be seen.
        await page.WaitForFunctionAsync($"window.igenTeleop?.step >= {handedBack + 12}");
        await page.Keyboard.PressAsync("KeyH");
        await Phase(page, "Human");
        await Chromium.Save(page, "teleop.png");
        await pilot.Insert(TimeSpan.FromSeconds(70));

        await Phase(page, "Done");
        (int code, JsonObject? outcome) = igen.Wait();
        Assert.True(code == 0, $"exit code {code}\n{igen.Errors}\n{await pilot.Look()}");
        Assert.Equal(("human", 1), ((string)outcome!["operator"]!, (int)outcome["episodes"]!));
        Assert.True((double)outcome["operator_seconds"]! > 1);
        await chromium.Close(page);

        using (var store = EpisodeStore.Open(folder))
        {
            EpisodeBuffer steps = store.Read(0);
            StepMode[] turns = [.. Enumerable.Range(0, steps.Count).Select(t => steps.Mode(t)).Aggregate(new List<StepMode>(), (list, mode) =>
            {
                if (list.Count == 0 || list[^1] != mode)
                    list.Add(mode);
                return list;
            })];
            Assert.Equal([StepMode.Policy, StepMode.Human, StepMode.Policy, StepMode.Human], turns);
            Assert.True(store.Summary(0).MistakeSteps >= 12);
        }

        JsonNode latency = JsonNode.Parse(await File.ReadAllTextAsync(folder + ".teleop.json"))!;
        Assert.True((long)latency["commands"]! > 20);
        JsonObject generated = Igen.Run(
            "generate", "interventions", "--source", folder, "--policy", run.Policy, "--episodes", "20", "--attempts", "400", "--workers", "1", "--out", run["from-human.igen"]);
        Assert.Equal(20, (int)generated["episodes"]!);
    }

    internal static Task Phase(IPage page, string phase) => page.WaitForFunctionAsync($"window.igenTeleop?.phase === '{phase}'");
}
