using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web.Tests;

public sealed class EarlyStartTests
{
    [Fact]
    public void A_start_that_comes_before_the_first_scene_stands_is_not_lost()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        using var batch = new SimulatedBatch(task, 1, 1, SteppingMode.Fixed, 0);
        using var scene = new SimulatedScene(task, null, null);
        // A lost start would leave the lane waiting.
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var desk = new TeleopDesk(
            new TeleopOptions { Task = TeleopTask.Demonstrations, Period = TimeSpan.FromMilliseconds(1), LostAfter = TimeSpan.FromHours(1) },
            task.Spec, scene, () => 0, stop.Token);
        object driver = new();
        Assert.True(desk.TryAttach(driver));
        Assert.True(TeleopMessage.TryParse("{\"type\":\"start\"}"u8.ToArray(), out TeleopMessage start, out _));
        desk.Receive(driver, start);
        var person = new FirstWish(desk, stop);
        AttemptRun.Run(
            batch, null, () => new TeleopProgram(person, EpisodeKind.Demonstration, false), new EpisodeKey(1, SceneSplit.Source, 0, false),
            new RunLimits(1, 1, 1000), new MemorySink(), null, stop.Token);
        Assert.Equal(TeleopTurn.Human, person.Wish);
    }

    private sealed class FirstWish(TeleopDesk desk, CancellationTokenSource stop) : ITeleoperator
    {
        public TeleopTurn? Wish { get; private set; }

        public TeleopTurn Next(Attempt attempt)
        {
            TeleopTurn wish = desk.Next(attempt);
            Wish ??= wish;
            stop.Cancel();
            return wish;
        }
    }
}
