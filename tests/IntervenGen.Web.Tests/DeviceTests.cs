using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <remarks>In no collection: real-time driving is mostly waiting, and goes on beside the other tests.</remarks>
public sealed class DeviceTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const int Gripper = 0, Back = 8, Start = 9;

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-devices-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task A_gamepad_moves_the_hand_along_the_cameras_axes_and_records_a_demonstration()
    {
        string folder = Path.Combine(_folder, "gamepad.igen");
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--seed", "6", "--out", folder);
        IPage page = await chromium.Open(igen.Url(), before: FakeDevices.Gamepad);
        var pilot = new AnalogPilot(page);
        await TeleopTests.Phase(page, "Ready");
        Assert.False(await page.IsVisibleAsync("#tab-episodes"));
        await TurnCamera(page);
        await FakeDevices.Press(page, Start);
        await TeleopTests.Phase(page, "Human");
        await AxesLeadWhereTheyPoint(page, pilot);

        await FakeDevices.Press(page, Back);
        await TeleopTests.Phase(page, "Hold");
        await FakeDevices.Press(page, Start);
        await TeleopTests.Phase(page, "Human");
        await pilot.Insert(TimeSpan.FromSeconds(60));
        await FakeDevices.Press(page, Gripper);
        await TeleopTests.Phase(page, "Done");
        (int code, JsonObject? outcome) = igen.Wait();
        Assert.True(code == 0, $"exit code {code}\n{igen.Errors}\n{await pilot.Look()}");
        Assert.Equal(("human", 1), ((string)outcome!["operator"]!, (int)outcome["episodes"]!));
        await chromium.Close(page);
        using var store = EpisodeStore.Open(folder);
        EpisodeBuffer steps = store.Read(0);
        Assert.Equal((DatasetKind.Demonstrations, EpisodeKind.Demonstration), (store.Manifest.Kind, store.Summary(0).Kind));
        Assert.All(Enumerable.Range(0, steps.Count), t => Assert.Equal(StepMode.Human, steps.Mode(t)));
    }

    [SkippableFact]
    public async Task A_SpaceMouse_drives_a_mistake_and_its_correction_through_a_reload()
    {
        string folder = Path.Combine(_folder, "offline.igen");
        using Igen igen = Igen.Serve("teleop", "--mode", "offline", "--episodes", "1", "--seed", "6", "--out", folder);
        IPage page = await chromium.Open(igen.Url(), before: FakeDevices.SpaceMouse);
        var pilot = new AnalogPilot(page);
        await TeleopTests.Phase(page, "Ready");
        await page.ClickAsync("#spacemouse");
        await page.ClickAsync("[data-press=start]");
        await TeleopTests.Phase(page, "Mistake");
        await AxesLeadWhereTheyPoint(page, pilot);
        await OneLongReportHoldsBothTranslationAndRotation(page, pilot);

        // The line breaks in the middle of a motion: the robot is held, and the driver who comes back goes on from there.
        await FakeDevices.Deflect(page, 0, 0, 0.3, 0, 0, 0);
        int step = (await pilot.Look()).GetProperty("step").GetInt32();
        await page.ReloadAsync();
        await TeleopTests.Phase(page, "Hold");
        await page.WaitForFunctionAsync("window.igenTeleop?.step > 0");
        int held = (await pilot.Look()).GetProperty("step").GetInt32();
        Assert.True(held >= step);
        await page.ClickAsync("#spacemouse");
        await page.Keyboard.PressAsync("Enter");
        await TeleopTests.Phase(page, "Mistake");

        double[] peg = KeyboardPilot.Position(await pilot.Look(), "square_peg");
        await pilot.Approach3([peg[0] + 0.03, peg[1] - 0.02, peg[2] + 0.16], TimeSpan.FromSeconds(20));
        await Chromium.Save(page, "teleop-offline.png");
        await page.EvaluateAsync("window.report(3, [2])");
        await TeleopTests.Phase(page, "Human");
        await page.EvaluateAsync("window.report(3, [0])");
        int corrected = (await pilot.Look()).GetProperty("step").GetInt32();
        await pilot.Insert(TimeSpan.FromSeconds(60));
        await page.EvaluateAsync("window.report(3, [1])");
        await TeleopTests.Phase(page, "Done");
        (int code, _) = igen.Wait();
        Assert.True(code == 0, $"exit code {code}\n{igen.Errors}\n{await pilot.Look()}");
        await chromium.Close(page);

        using (var store = EpisodeStore.Open(folder))
        {
            EpisodeBuffer steps = store.Read(0);
            int mistake = store.Summary(0).MistakeSteps;
            Assert.Equal((1, AttemptReason.Kept), (store.Count, store.Summary(0).Reason));
            Assert.InRange(mistake, held, corrected + 1);
            Assert.All(Enumerable.Range(0, steps.Count), t => Assert.Equal(t < mistake ? StepMode.Mistake : StepMode.Human, steps.Mode(t)));
        }

        JsonObject generated = Igen.Run(
            "generate", "interventions", "--source", folder, "--replay-mistakes", "--episodes", "3", "--attempts", "60", "--workers", "1", "--out", Path.Combine(_folder, "generated.igen"));
        Assert.Equal(3, (int)generated["episodes"]!);
    }

    // The camera is dragged a quarter of the window to the left: forward is somewhere else than the task has it.
    private static async Task TurnCamera(IPage page)
    {
        double before = (await new AnalogPilot(page).Look()).GetProperty("heading").GetDouble();
        await page.Mouse.MoveAsync(640, 300);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(460, 300, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.WaitForFunctionAsync($"Math.abs(window.igenTeleop?.heading - ({before.ToString(System.Globalization.CultureInfo.InvariantCulture)})) > 0.3");
    }

    private static async Task AxesLeadWhereTheyPoint(IPage page, AnalogPilot pilot)
    {
        const double push = 0.5, far = 0.009;
        (double forward, double left, double up, _) = await pilot.MoveBy(0, 0, push, 0, 0, 0);
        Assert.True(up > far && Math.Abs(forward) < up / 2 && Math.Abs(left) < up / 2, $"up: {forward}, {left}, {up}");
        (forward, left, up, _) = await pilot.MoveBy(push, 0, 0, 0, 0, 0);
        Assert.True(forward > far && Math.Abs(left) < forward / 2 && Math.Abs(up) < forward / 2, $"forward: {forward}, {left}, {up}");
        (forward, left, up, _) = await pilot.MoveBy(0, push, 0, 0, 0, 0);
        Assert.True(left > far && Math.Abs(forward) < left / 2 && Math.Abs(up) < left / 2, $"left: {forward}, {left}, {up}");
        (_, _, _, double turn) = await pilot.MoveBy(0, 0, 0, 0, 0, push);
        Assert.True(turn > 0.09, $"turned by {turn}");
        (_, _, _, turn) = await pilot.MoveBy(0, 0, 0, 0, 0, -push);
        Assert.True(turn < -0.09, $"turned back by {turn}");
    }

    // As wireless models send it; unplugged while pushed, it must not drive on.
    private static async Task OneLongReportHoldsBothTranslationAndRotation(IPage page, AnalogPilot pilot)
    {
        JsonElement before = await pilot.Look();
        await page.EvaluateAsync("window.report(1, [0, 0, -175, 0, 0, 0])");
        await page.WaitForFunctionAsync($"window.igenTeleop?.eef?.[2] > {(before.GetProperty("eef")[2].GetDouble() + 0.01).ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        await page.EvaluateAsync("window.unplug()");
        int step = (await pilot.Look()).GetProperty("step").GetInt32();
        await page.WaitForFunctionAsync($"window.igenTeleop?.step >= {step + 6}");
        double z = (await pilot.Look()).GetProperty("eef")[2].GetDouble();
        await page.WaitForFunctionAsync($"window.igenTeleop?.step >= {step + 12}");
        Assert.Equal(z, (await pilot.Look()).GetProperty("eef")[2].GetDouble(), 0.002);
    }
}
