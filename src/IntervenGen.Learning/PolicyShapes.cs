using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning;

/// <summary>Names and shapes of a network's parameters, derived from its configuration.</summary>
/// <remarks>
/// Derived before a network is created: sizes in a checkpoint are unverified, and the largest network takes 16 GB, from a file
/// of two. Weights that are present in full prove the sizes.
/// </remarks>
internal static class PolicyShapes
{
    /// <summary>The parameters that a configuration has.</summary>
    public static IReadOnlyList<TensorShape> Of(PolicyConfig config, int observationSize, int actionSize) =>
        [.. new NetworkShape(observationSize, actionSize, config.Hidden, config.Layers, config.GmmModes, config.MinStd).Parameters()
            .Select(parameter => new TensorShape(parameter.Name, parameter.Rows, parameter.Columns))];

    /// <summary>Checks that a checkpoint's weights are those of the network that its configuration describes.</summary>
    /// <exception cref="UsageException">The weights belong to another network; the message names the first that differs.</exception>
    public static void Require(Checkpoint checkpoint)
    {
        IReadOnlyList<TensorShape> shapes = Of(checkpoint.Config, checkpoint.ObservationSize, checkpoint.ActionSize);
        IReadOnlyList<CheckpointTensor> weights = checkpoint.Weights;
        for (int i = 0; i < Math.Min(weights.Count, shapes.Count); i++)
        {
            CheckpointTensor tensor = weights[i];
            TensorShape shape = shapes[i];
            if ((tensor.Name, tensor.Rows, tensor.Columns) != (shape.Name, shape.Rows, shape.Columns))
            {
                throw new UsageException(
                    $"the checkpoint has {tensor.Name}[{tensor.Rows}, {tensor.Columns}] where its network has " +
                    $"{shape.Name}[{shape.Rows}, {shape.Columns}]");
            }
        }

        if (weights.Count != shapes.Count)
            throw new UsageException($"the checkpoint has {weights.Count} parameters; its network has {shapes.Count}");
    }
}
