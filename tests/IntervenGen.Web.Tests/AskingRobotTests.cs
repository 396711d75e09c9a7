using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web.Tests;

/// <summary>A robot that asks the person at the page for help.</summary>
public sealed class AskingRobotTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();
    private readonly SimulatedScene _scene;
    private readonly TeleopDesk _desk;
    private readonly PageFeed _page;
    private readonly object _driver = new();

    public AskingRobotTests()
    {
        _scene = new SimulatedScene(_task, null, null);
        _desk = new TeleopDesk(new TeleopOptions { LostAfter = TimeSpan.FromHours(1) }, _task.Spec, _scene, () => 0, default);
        _page = new PageFeed(_desk.FrameBytes);
        _desk.Watch(_page);
        Assert.True(_desk.TryAttach(_driver));
        Say("start");
    }

    public void Dispose()
    {
        _scene.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void A_robot_that_asks_is_held_and_the_page_is_told()
    {
        Assert.False((bool)Status()["asks"]!);
        _desk.AskForHelp();
        JsonObject status = Status();
        Assert.Equal(("Hold", true), ((string)status["phase"]!, (bool)status["asks"]!));
    }

    [Fact]
    public void Taking_over_answers_and_is_counted()
    {
        _desk.AskForHelp();
        Say("take");
        Assert.Equal(("Human", false, 1, 1), Counts());
        Say("hand");
        Assert.Equal(("Policy", false, 1, 2), Counts());
    }

    [Fact]
    public void A_robot_that_may_go_on_was_no_intervention()
    {
        _desk.AskForHelp();
        Say("start");
        Assert.Equal(("Policy", false, 0, 0), Counts());
    }

    [Fact]
    public void A_person_who_drives_is_told_once_that_the_robot_could_go_on()
    {
        Say("take");
        _desk.OfferBack(true);
        _desk.OfferBack(true);
        Assert.Contains("could go on", (string)Status()["words"]!, StringComparison.Ordinal);
        _desk.OfferBack(false);
        Assert.Equal("", (string)Status()["words"]!);
    }

    private (string, bool, int, int) Counts()
    {
        JsonObject status = Status();
        return ((string)status["phase"]!, (bool)status["asks"]!, (int)status["interventions"]!, (int)status["switches"]!);
    }

    private void Say(string verb)
    {
        Assert.True(TeleopMessage.TryParse(Encoding.UTF8.GetBytes($"{{\"type\":\"{verb}\"}}"), out TeleopMessage message, out _));
        _desk.Receive(_driver, message);
    }

    // The last of what was said.
    private JsonObject Status()
    {
        byte[]? last = null;
        while (_page.TryTakeText(out byte[]? text))
            last = text;
        return (JsonObject)JsonNode.Parse(last!)!;
    }
}
