using System.Text.Json.Nodes;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace IntervenGen.Learning.Tests.Onnx;

/// <summary>Own policies as ONNX models, evaluated by ONNX Runtime.</summary>
public sealed class OnnxExportTests
{
    [Theory]
    [InlineData(1, 16, 3)]
    [InlineData(2, 37, 5)]
    [InlineData(3, 8, 1)]
    public void The_runtime_computes_what_the_kernels_do(int layers, int hidden, int modes)
    {
        const int rows = 1000, steps = 50;
        Checkpoint checkpoint = Policy(layers, hidden, modes);
        NetworkShape shape = checkpoint.Config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize);
        var kernels = new CpuInference(shape, [.. checkpoint.Weights.Select(tensor => tensor.Values)]);
        CpuMemory memory = kernels.CreateMemory(rows);
        int[] all = [.. Enumerable.Range(0, rows)];
        float[] means = new float[rows * shape.Means], logits = new float[rows * shape.Modes];
        using var session = new InferenceSession(OnnxPolicyWriter.ToBytes(checkpoint, "0.1.0"));
        float[] h = new float[layers * rows * hidden], c = new float[h.Length];
        float worst = 0;
        for (uint step = 0; step < steps; step++)
        {
            if (step % checkpoint.Config.SequenceLength == 0)
            {
                (h, c) = (new float[h.Length], new float[c.Length]);
                Array.ForEach(all, memory.Clear);
            }

            float[] observations = Make.Noise(rows * shape.ObservationSize, step, 1.5), normalised = new float[observations.Length];
            for (int row = 0; row < rows; row++)
            {
                int at = row * shape.ObservationSize;
                checkpoint.Normalization.Apply(observations.AsSpan(at, shape.ObservationSize), normalised.AsSpan(at, shape.ObservationSize));
            }

            kernels.Infer(memory, all, normalised, means, logits);
            long[] states = [layers, rows, hidden];
            var inputs = new Dictionary<string, OrtValue>
            {
                ["obs"] = OrtValue.CreateTensorValueFromMemory(observations, [rows, shape.ObservationSize]),
                ["h_in"] = OrtValue.CreateTensorValueFromMemory(h, states),
                ["c_in"] = OrtValue.CreateTensorValueFromMemory(c, states),
            };
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(options, inputs, ["mean", "scale", "logits", "h_out", "c_out"]);
            worst = Math.Max(worst, Difference(outputs[0].GetTensorDataAsSpan<float>(), means));
            worst = Math.Max(worst, Difference(outputs[2].GetTensorDataAsSpan<float>(), logits));
            Assert.Equal([rows, modes, shape.ActionSize], outputs[1].GetTensorTypeAndShape().Shape);
            Assert.True(outputs[1].GetTensorDataAsSpan<float>().ToArray().Min() >= shape.MinStd);
            (h, c) = (outputs[3].GetTensorDataAsSpan<float>().ToArray(), outputs[4].GetTensorDataAsSpan<float>().ToArray());
            foreach (OrtValue input in inputs.Values)
                input.Dispose();
        }

        Assert.InRange(worst, 0, 1e-5f);
        Assert.True(means.Distinct().Count() > 1000);
    }

    [Fact]
    public void A_property_says_what_the_tensors_mean()
    {
        Checkpoint checkpoint = Policy(1, 4, 2);
        using var session = new InferenceSession(OnnxPolicyWriter.ToBytes(checkpoint, "0.1.0"));
        JsonNode said = JsonNode.Parse(session.ModelMetadata.CustomMetadataMap["intervengen"])!;
        Assert.Equal("toy", (string?)said["task"]);
        Assert.Equal(["object", "phase"], said["observations"]!.AsArray().Select(field => (string?)field!["name"]));
        Assert.Equal((6, 2), ((int)said["reset_every"]!, (int)said["action_size"]!));
        Assert.Equal(PolicyDigest.Of(checkpoint), (string?)said["digest"]);
    }

    private static Checkpoint Policy(int layers, int hidden, int modes)
    {
        PolicyConfig config = Make.Config with { Layers = layers, Hidden = hidden, GmmModes = modes };
        return new Checkpoint
        {
            Task = "toy",
            Observations = Make.Spec().Observations,
            ActionSize = 2,
            Config = config,
            Normalization = new ObservationNormalization(Make.Noise(4, 1), [.. Make.Noise(4, 2).Select(x => 1.5f + x)]),
            Facts = new TrainingFacts(),
            Weights = [.. PolicyShapes.Of(config, 4, 2).Select((shape, i) =>
                new CheckpointTensor(shape.Name, shape.Rows, shape.Columns, Make.Noise((int)shape.Count, (uint)i + 10, 0.5)))],
        };
    }

    private static float Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        float worst = 0;
        for (int i = 0; i < a.Length; i++)
            worst = Math.Max(worst, Math.Abs(a[i] - b[i]));
        return worst;
    }
}
