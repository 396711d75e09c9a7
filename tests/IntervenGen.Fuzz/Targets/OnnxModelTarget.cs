using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Onnx;

namespace IntervenGen.Fuzz.Targets;

/// <summary>What is read of an ONNX model before the runtime, which is native code of others, sees it.</summary>
internal sealed class OnnxModelTarget : FuzzTarget
{
    public override string Name => "onnx-model";

    public override bool Run(byte[] input)
    {
        if (OnnxExternalData.Find(input) is not null)
            return false;
        string text = System.Text.Encoding.UTF8.GetString(input);
        int begin = text.IndexOf('{', StringComparison.Ordinal);
        if (begin >= 0)
            ModelOrigin.Parse(text[begin..(text.LastIndexOf('}') is var end && end > begin ? end + 1 : begin)], "here");
        return true;
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        TaskSpec spec = SeedRun.Spec;
        PolicyConfig config = PolicyConfig.Demo with { Hidden = 4, Layers = 2, GmmModes = 2 };
        int observations = spec.Observations.Sum(field => field.Size);
        yield return OnnxPolicyWriter.ToBytes(
            new Checkpoint
            {
                Task = spec.Name,
                Observations = spec.Observations,
                ActionSize = spec.ActionSize,
                Config = config,
                Normalization = ObservationNormalization.None(observations),
                Facts = new TrainingFacts(),
                Weights = [.. PolicyShapes.Of(config, observations, spec.ActionSize).Select(shape =>
                    new CheckpointTensor(shape.Name, shape.Rows, shape.Columns, new float[shape.Count]))],
            },
            "0.1.0");
    }
}
