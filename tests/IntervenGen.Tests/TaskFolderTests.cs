using System.Runtime.CompilerServices;
using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Tests;

/// <summary>The tasks under <c>benchmarks/tasks</c>, each a folder and nothing else.</summary>
public sealed class TaskFolderTests
{
    private static readonly string[] s_tasks = ["cube-stacking", "hook-threading", "peg-in-hole"];

    public static TheoryData<string> Tasks => [.. s_tasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_check_of_a_task_finds_nothing_wrong(string task)
    {
        TaskCheckResult result = TaskCheckRun.Check(new TaskCheckRequest { Task = Folder(task), Scenes = 40, Episodes = 4 });
        Assert.True(result.IsUsable, string.Join("; ", result.Faults));
        Assert.Empty(result.Warnings);
        Assert.Equal((4, 4, 4), (result.Successes, result.Mistakes, result.Recoveries));
    }

    [Fact]
    public void Every_folder_of_a_task_is_tested_here() =>
        Assert.Equal(s_tasks, Directory.GetDirectories(Folder("")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void An_operator_who_takes_over_with_the_cube_in_hand_does_not_let_go()
    {
        TaskEntry entry = TaskCatalog.Find(Folder("cube-stacking"));
        using SimulatedTask task = entry.Open();
        using var lane = new SimulatedLane(task);
        IOperator person = entry.CreateOperator();
        var key = new EpisodeKey(1, SceneSplit.Source, 0, false);
        var action = new float[lane.Spec.ActionSize];
        lane.Reset(key);
        person.Begin(lane, key);
        while (!lane.IsSubtaskDone(0))
        {
            Assert.True(person.Act(lane, action));
            lane.Step(action);
        }

        // Somebody else: knows nothing of what has been done.
        IOperator other = entry.CreateOperator();
        other.Begin(lane, key);
        double highest = 0;
        while (!IsOver(lane))
        {
            Assert.True(other.Act(lane, action));
            lane.Step(action);
            highest = Math.Max(highest, lane.TruePose(0).Position.Z);
            Assert.True(lane.IsSubtaskDone(0), "the cube was let go");
        }

        Assert.InRange(highest, 0.88, 1);
    }

    private static bool IsOver(SimulatedLane lane) =>
        ((lane.TruePose(0).Position - lane.TruePose(1).Position) with { Z = 0 }).Length < 0.01;

    private static string Folder(string task, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "benchmarks", "tasks", task));
}
