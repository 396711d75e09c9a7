using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Robomimic;

/// <summary>The tensors of a policy's network by name, each taken once, so that what is left is known.</summary>
internal sealed class RobomimicStateDict
{
    private const string Prefix = "policy.nets.";

    private readonly TorchArchive _archive;
    private readonly string _where;
    private readonly Dictionary<string, TorchTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes over the entry <c>model</c>: a state dictionary, or one under <c>nets</c>.</summary>
    public RobomimicStateDict(TorchArchive archive, PickleMap model, string where)
    {
        _archive = archive;
        _where = where;
        foreach ((string name, object? value) in (model["nets"] as PickleMap ?? model).Named)
        {
            if (value is TorchTensor tensor && name.StartsWith(Prefix, StringComparison.Ordinal))
                _tensors[name[Prefix.Length..]] = tensor;
        }
    }

    /// <summary>The shape of a tensor that may be missing.</summary>
    public IReadOnlyList<int>? ShapeOf(string name) => _tensors.GetValueOrDefault(name)?.Shape;

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name, without what all of them begin with.</param>
    /// <param name="shape">The sizes that it must have.</param>
    /// <exception cref="UsageException">It is missing or has other sizes.</exception>
    /// <exception cref="EpisodeFormatException">Its storage is damaged.</exception>
    public CheckpointTensor Take(string name, params IReadOnlyList<int> shape)
    {
        string text = $"[{string.Join(", ", shape)}]";
        if (!_tensors.TryGetValue(name, out TorchTensor? tensor))
            throw new UsageException($"{_where}: its config asks for {Prefix}{name}{text}, which the file does not have");
        if (!tensor.Shape.SequenceEqual(shape))
            throw new UsageException($"{_where}: {Prefix}{name} is {tensor.ShapeText}; its config asks for {text}");
        _taken.Add(name);
        return new CheckpointTensor(name, shape[0], shape.Count > 1 ? shape[1] : 0, _archive.Read(Prefix + name, tensor));
    }

    /// <summary>Refuses weights that nobody took: an encoder's, or another network's.</summary>
    /// <exception cref="UsageException">There are such; the message names the first.</exception>
    public void RequireAllTaken()
    {
        // The decoder is registered a second time as part of the recurrent network.
        string? left = _tensors.Keys.FirstOrDefault(
            name => !_taken.Contains(name) && !name.StartsWith("rnn.per_step_net.", StringComparison.Ordinal));
        if (left is null)
            return;
        bool isEncoder = left.StartsWith("encoder.", StringComparison.Ordinal);
        string what = isEncoder ? "an encoder of its observations has weights" : "it has weights";
        throw new UsageException($"{_where}: {what} ({Prefix}{left}) that its config does not explain: not supported here");
    }
}
