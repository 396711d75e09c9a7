using System.Text;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Tests.TorchScript;

/// <summary>Writes a TorchScript module by hand: one class, its tensors, and the text of its <c>forward</c>.</summary>
internal sealed class ScriptArchive
{
    // A new object of the class on the stack, which only programs need.
    private const PickleOpcode NewObject = (PickleOpcode)0x81;

    private readonly TorchArchiveWriter _archive = new("policy");
    private readonly List<(string Name, float[] Values, int[] Shape)> _tensors = [];

    /// <summary>Adds a parameter.</summary>
    public ScriptArchive Tensor(string name, float[] values, params int[] shape)
    {
        _tensors.Add((name, values, shape));
        return this;
    }

    /// <summary>Adds what a module says of itself.</summary>
    public ScriptArchive Says(string json)
    {
        _archive.Entry("extra/intervengen", Encoding.UTF8.GetBytes(json));
        return this;
    }

    /// <summary>The file.</summary>
    /// <param name="arguments">Names of the arguments.</param>
    /// <param name="results">How many tensors are returned.</param>
    /// <param name="body">The lines of the function.</param>
    public byte[] ToBytes(string arguments, int results, params string[] body)
    {
        var pickle = new PickleWriter();
        pickle.Global("__torch__", "Policy").Code(PickleOpcode.EmptyTuple).Code(NewObject);
        pickle.Code(PickleOpcode.EmptyDict).Code(PickleOpcode.Mark);
        foreach ((string name, float[] values, int[] shape) in _tensors)
            _archive.Tensor(pickle.Text(name), values, shape);
        pickle.Text("training").Flag(false).Code(PickleOpcode.SetItems).Code(PickleOpcode.Build);
        string result = results == 1 ? "Tensor" : $"Tuple[{string.Join(", ", Enumerable.Repeat("Tensor", results))}]";
        string[] lines =
        [
            "class Policy(Module):",
            $"  __parameters__ = [{string.Concat(_tensors.Select(tensor => $"\"{tensor.Name}\", "))}]",
            "  __buffers__ = []",
            .. _tensors.Select(tensor => $"  {tensor.Name} : Tensor"),
            "  training : bool",
            $"  def forward(self: __torch__.Policy{string.Concat(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $", {name}: Tensor"))}) -> {result}:",
            .. body.Select(line => $"    {line}"),
        ];
        _archive.Entry("code/__torch__.py", Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));
        _archive.Entry("constants.pkl", new PickleWriter().Code(PickleOpcode.EmptyTuple).Finish());
        return _archive.Finish(pickle.Finish());
    }

    /// <summary>A module that multiplies with ones on the diagonal.</summary>
    public static byte[] Linear(int inputs, int outputs, params string[] body)
    {
        var weight = new float[outputs * inputs];
        for (int i = 0; i < outputs; i++)
            weight[(i * inputs) + i] = 1;
        return new ScriptArchive().Tensor("weight", weight, outputs, inputs)
            .ToBytes("obs", 1, body.Length > 0 ? body : ["return torch.linear(obs, self.weight)"]);
    }

    /// <summary>The policy of a checkpoint, by libtorch's LSTM.</summary>
    public static byte[] Of(Checkpoint checkpoint)
    {
        NetworkShape shape = checkpoint.Config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize);
        var archive = new ScriptArchive();
        archive.Says($$"""
            {"task": "{{checkpoint.Task}}", "reset_every": {{checkpoint.Config.SequenceLength}}, "digest": "{{PolicyDigest.Of(checkpoint)}}"}
            """);
        archive.Tensor("obs_mean", checkpoint.Normalization.Mean.ToArray(), shape.ObservationSize);
        archive.Tensor("obs_scale", checkpoint.Normalization.Scale.ToArray(), shape.ObservationSize);
        foreach (CheckpointTensor tensor in checkpoint.Weights)
        {
            string name = tensor.Name.StartsWith("lstm.", StringComparison.Ordinal) ? tensor.Name[5..] : tensor.Name.Replace('.', '_');
            archive.Tensor(name, tensor.Values, tensor.Columns == 0 ? [tensor.Rows] : [tensor.Rows, tensor.Columns]);
        }

        string weights = string.Join(", ", Enumerable.Range(0, shape.Layers).SelectMany(layer => ((string[])
            ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]).Select(name => $"self.{name}_l{layer}")));
        string sizes = $"[-1, {shape.Modes}, {shape.ActionSize}]";
        return archive.ToBytes(
            "obs h c", 5,
            "seen = torch.div(torch.sub(obs, self.obs_mean), self.obs_scale)",
            $"x, h0, c0 = torch.lstm(torch.unsqueeze(seen, 1), [h, c], [{weights}], True, {shape.Layers}, 0., False, False, True)",
            "top = torch.squeeze(x, 1)",
            "mean = torch.tanh(torch.linear(top, self.mean_weight, self.mean_bias))",
            "scale = torch.softplus(torch.linear(top, self.scale_weight, self.scale_bias))",
            "logits = torch.linear(top, self.logits_weight, self.logits_bias)",
            $"return (torch.view(mean, {sizes}), torch.view(scale, {sizes}), logits, h0, c0)");
    }
}
