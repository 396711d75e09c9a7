using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>A tiny run with proper poses: what mutations of stores begin from, and what the corpus' exports were made of.</summary>
internal static class SeedRun
{
    private const int Attempts = 3, Steps = 6;

    public static TaskSpec Spec { get; } = new()
    {
        Name = "seed",
        Summary = "made up for fuzzing",
        Observations = [new ObservationField("object", 7), new ObservationField("robot0_gripper_qpos", 2)],
        Objects = ["nut", "peg"],
        Subtasks = [new SubtaskSpec("grasp", 0), new SubtaskSpec("insert", 1)],
        ActionSize = 7,
        StateSize = 5,
        Horizon = 20,
        ModelHash = "0123456789abcdef",
    };

    public static StoreManifest Manifest { get; } = StoreManifest.For(
        Spec, 3, DatasetKind.Interventions, "scripted", new JsonObject { ["noise"] = 0.05, ["policy"] = new JsonObject { ["horizon"] = 20 } },
        new StoreVersions("0.1.0", "2.2.2"));

    /// <summary>Writes the run: three attempts, of which one keeps no steps.</summary>
    public static void WriteStore(string folder, bool isComplete = true)
    {
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, Manifest, new StoreOptions { ShardBytes = 16 << 10 });
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool keeps = attempt != 1;
            var summary = new EpisodeSummary
            {
                Attempt = attempt,
                Kind = EpisodeKind.Intervention,
                End = keeps ? EpisodeEnd.Success : EpisodeEnd.Failure,
                Reason = keeps ? AttemptReason.Kept : AttemptReason.RecoveryFailed,
                Steps = Steps,
                MistakeSteps = Steps / 2,
                SourceEpisode = attempt,
            };
            writer.Append(summary, keeps ? Episode(attempt) : null);
        }

        if (isComplete)
            writer.Complete();
    }

    private static EpisodeBuffer Episode(long attempt)
    {
        var random = new CounterRandom(5, (ulong)attempt, 1);
        var episode = new EpisodeBuffer(new EpisodeLayout(Spec), Steps);
        for (int t = 0; t < Steps; t++)
        {
            episode.AddStep();
            foreach (ref double number in episode.State(t))
                number = random.NextDouble(-1, 1);
            foreach (ref float number in episode.Action(t))
                number = (float)random.NextDouble(-1, 1);
            episode.SetEef(t, Pose(ref random));
            episode.SetTarget(t, Pose(ref random));
            for (int obj = 0; obj < Spec.Objects.Count; obj++)
            {
                episode.SetTruePose(t, obj, Pose(ref random));
                episode.SetBelievedPose(t, obj, Pose(ref random));
            }

            episode.Mode(t) = t < Steps / 2 ? StepMode.Policy : StepMode.Human;
            episode.Subtask(t) = (byte)(t < 4 ? 0 : 1);
            episode.Flags(t) = t == Steps - 1 ? StepFlags.Success : 0;
        }

        return episode;
    }

    private static Pose Pose(ref CounterRandom random) => new(
        new Vec3(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(0, 1)),
        Quat.Exp(new Vec3(random.NextDouble(-2, 2), random.NextDouble(-2, 2), random.NextDouble(-2, 2))));
}
