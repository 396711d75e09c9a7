using IntervenGen.Core;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.TorchScript;

namespace IntervenGen.Learning.Policies;

/// <summary>TorchScript modules of one step, <c>.ts</c> or <c>.pt</c>, evaluated by libtorch.</summary>
internal sealed class TorchScriptFormat : ModelFormat
{
    public override string Name => "torchscript";

    // A .pt may as well be robomimic's: what is in it decides.
    public override bool Matches(string source) =>
        source.EndsWith(".ts", StringComparison.OrdinalIgnoreCase) || TorchScriptFile.IsLikely(source);

    // Without libtorch: what a module says of itself is in a file of its own.
    public override PolicyFacts Inspect(string source)
    {
        var file = TorchScriptFile.Read(source);
        return FactsOf(file.Digest, file.Origin);
    }

    protected override IModel Load(string source, TaskSpec? spec) =>
        TorchScriptModel.Load(TorchScriptFile.Read(source), spec?.ObservationSize);
}
