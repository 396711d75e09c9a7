using IntervenGen.Core;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Onnx;

namespace IntervenGen.Learning.Policies;

/// <summary>ONNX models of one step, <c>.onnx</c>, evaluated by ONNX Runtime.</summary>
internal sealed class OnnxFormat : ModelFormat
{
    public override string Name => "onnx";

    public override bool Matches(string source) => source.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    public override PolicyFacts Inspect(string source)
    {
        using var model = OnnxModel.Load(source);
        return FactsOf(model.Digest, model.Origin);
    }

    protected override IModel Load(string source, TaskSpec? spec) => OnnxModel.Load(source);
}
