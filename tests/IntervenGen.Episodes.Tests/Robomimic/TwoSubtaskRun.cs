using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>A made-up run of interventions with proper poses: mistake, recovery, mistake, recovery; every third attempt fails without steps.</summary>
internal static class TwoSubtaskRun
{
    public const int Attempts = 12, Steps = 40;

    public static TaskSpec Spec { get; } = new()
    {
        Name = "two-subtasks",
        Summary = "made up for tests",
        Observations = [new ObservationField("object", 7), new ObservationField("robot0_eef_pos", 3), new ObservationField("robot0_gripper_qpos", 2)],
        Objects = ["nut", "peg"],
        Subtasks = [new SubtaskSpec("grasp", 0), new SubtaskSpec("insert", 1)],
        ActionSize = 7,
        StateSize = 5,
        Horizon = 60,
        ModelHash = "0123456789abcdef",
    };

    public static bool HasSteps(long attempt) => attempt % 3 != 1;

    public static string Write(string folder, EpisodeKind kind = EpisodeKind.Intervention, int failEvery = int.MaxValue, bool grips = false)
    {
        var manifest = StoreManifest.For(
            Spec, 3, kind == EpisodeKind.Demonstration ? DatasetKind.Demonstrations : DatasetKind.Interventions, "scripted",
            new JsonObject { ["noise"] = 0.05 }, new StoreVersions("0.1.0", "2.2.2"));
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, manifest, new StoreOptions { ShardBytes = 64 << 10 });
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool stored = HasSteps(attempt), keeps = stored && attempt % failEvery != failEvery - 1;
            var summary = new EpisodeSummary
            {
                Attempt = attempt,
                Kind = kind,
                End = keeps ? EpisodeEnd.Success : EpisodeEnd.Failure,
                Reason = keeps ? AttemptReason.Kept : AttemptReason.RecoveryFailed,
                Steps = Steps,
                MistakeSteps = 20,
                SourceEpisode = attempt % 4,
            };
            writer.Append(summary, stored ? Episode(attempt, kind, grips) : null);
        }

        writer.SetOperatorSeconds(12.5);
        writer.Complete();
        return folder;
    }

    private static EpisodeBuffer Episode(long attempt, EpisodeKind kind, bool grips)
    {
        var random = new CounterRandom(5, (ulong)attempt, 1);
        var episode = new EpisodeBuffer(new EpisodeLayout(Spec), Steps);
        for (int t = 0; t < Steps; t++)
        {
            episode.AddStep();
            foreach (ref double number in episode.State(t))
                number = random.NextDouble(-1, 1);
            foreach (ref float number in episode.Observation(t))
                number = (float)random.NextDouble(-1, 1);
            foreach (ref float number in episode.Action(t))
                number = (float)random.NextDouble(-1, 1);
            if (grips)
            {
                // Closed from step 20 on, and the fingers follow.
                episode.Action(t)[6] = t < 20 ? -1 : 1;
                episode.Observation(t)[10] = t < 20 ? 0.04f : Math.Max(0.01f, 0.04f - (0.005f * (t - 20)));
                episode.Observation(t)[11] = -episode.Observation(t)[10];
            }

            episode.SetEef(t, Pose(ref random));
            episode.SetTarget(t, Pose(ref random));
            for (int obj = 0; obj < 2; obj++)
            {
                episode.SetTruePose(t, obj, Pose(ref random));
                episode.SetBelievedPose(t, obj, Pose(ref random));
            }

            episode.ContactPosition(t)[1] = random.NextDouble(-1, 1);
            episode.Fingers(t)[0] = (float)random.NextDouble(0, 0.04);
            // 20 mistake, 5 interpolation, 5 replay; 4 mistake, 6 human.
            episode.Mode(t) = kind == EpisodeKind.Demonstration ? StepMode.Human
                : t < 20 ? StepMode.Policy : t < 25 ? StepMode.Interpolation : t < 30 ? StepMode.Replay : t < 34 ? StepMode.Policy : StepMode.Human;
            episode.Subtask(t) = (byte)(t < 15 ? 0 : 1);
            episode.Flags(t) = t == Steps - 1 ? StepFlags.Success : t == 19 ? StepFlags.TriggerContact : 0;
        }

        return episode;
    }

    private static Pose Pose(ref CounterRandom random) => new(
        new Vec3(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(0, 1)),
        Quat.Exp(new Vec3(random.NextDouble(-2, 2), random.NextDouble(-2, 2), random.NextDouble(-2, 2))));
}
