using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Policies;

namespace IntervenGen.Learning.Tests.Robomimic;

/// <summary>Checkpoints that Python wrote, and what their policies do; <c>Fixtures/make.py</c> says what is in them.</summary>
internal static class Fixture
{
    public static string[] Names { get; } = ["rnn-gmm-0.4", "rnn-mlp-gmm-0.5", "mlp", "rnn"];

    /// <summary>A task with the fixtures' observations and one more, in another order than theirs.</summary>
    public static TaskSpec Spec { get; } = Make.Spec("fixture", actionSize: 3) with
    {
        Observations =
        [
            new ObservationField("robot0_eef_pos", 3), new ObservationField("unused", 2),
            new ObservationField("robot0_gripper_qpos", 2), new ObservationField("object", 4),
        ],
    };

    public static string PathOf(string name) => Path.Combine(Folder(), name + ".pth");

    public static float[][] Expected(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "expected.json")))![name].Deserialize<float[][]>()!;

    /// <summary>An observation of the fixtures in the task's order.</summary>
    public static float[] InTaskOrder(float[] observation) =>
        [.. observation[4..7], 17, -23, .. observation[7..9], .. observation[..4]];

    /// <summary>What the policy of a file does with the fixtures' observations, in one row of several.</summary>
    public static float[][] Actions(string path, int row = 0, int[]? others = null, bool greedy = true)
    {
        using LoadedPolicy policy = PolicyFormats.Open(path, Spec, new RecurrentPolicyOptions { Greedy = greedy });
        int[] rows = [.. others ?? [], row];
        using IPolicySession session = policy.Policy.CreateSession(rows.Max() + 1);
        foreach (int other in rows)
            session.Begin(other, new EpisodeKey(1, SceneSplit.Source, other == row ? 0 : other + 1, false));
        var actions = new List<float[]>();
        foreach (float[] observation in Expected("observations"))
        {
            foreach (int other in others ?? [])
                Make.Noise(Spec.ObservationSize, (uint)(other + actions.Count)).CopyTo(session.Observation(other));
            InTaskOrder(observation).CopyTo(session.Observation(row));
            session.Infer(rows);
            actions.Add(session.Action(row).ToArray());
        }

        return [.. actions];
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Fixtures");
}
