using IntervenGen.Core;
using IntervenGen.Rendering;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests;

public sealed class PictureTests
{
    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_task_can_be_drawn_with_its_objects_in_the_picture(string name)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        using var lane = new SimulatedLane(task);
        using var world = new VisibleWorld(task);
        using var renderer = new PictureRenderer(world.Model, 320, 240);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        world.Show(lane);
        var picture = new byte[renderer.ByteCount];
        renderer.Draw(world.Data, task.Camera, [], picture);

        // Objects are painted, arm, table and floor are not: some pixels have a strong colour.
        int coloured = 0;
        for (int i = 0; i < picture.Length; i += 3)
        {
            int high = Math.Max(picture[i], Math.Max(picture[i + 1], picture[i + 2]));
            int low = Math.Min(picture[i], Math.Min(picture[i + 1], picture[i + 2]));
            coloured += high > 90 && low < high / 2 ? 1 : 0;
        }

        Assert.True(coloured > 100, $"{coloured} coloured pixels of {picture.Length / 3}");
    }
}
