using IntervenGen.Learning.Pickles;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>The names that a file of weights and settings needs: tensors, dictionaries, and numbers of NumPy.</summary>
internal sealed class TorchNames : IPickleNames
{
    private const int MaxDimensions = 8;

    // Numbers and small arrays among the settings. They are kept as what they say, uncalled.
    private static readonly HashSet<string> s_opaque = new(StringComparer.Ordinal)
    {
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct", "numpy.ndarray", "numpy.dtype", "_codecs.encode", "torch.Size", "torch.device",
    };

    /// <inheritdoc/>
    public bool Allows(PickleGlobal global) =>
        IsDictionary(global) || IsRebuild(global) || s_opaque.Contains(global.FullName)
        || (global.Module == "torch" && StorageKinds.TryFind(global.Name, out _));

    /// <inheritdoc/>
    public object? Call(PickleGlobal function, IReadOnlyList<object?> arguments)
    {
        if (IsDictionary(function))
            return Dictionary(arguments);
        if (function.FullName == "torch._utils._rebuild_parameter")
            return arguments is [TorchTensor data, ..] ? data : throw new FormatException("a parameter without a tensor");
        return IsRebuild(function) ? Tensor(arguments) : new PickleCall(function, arguments);
    }

    /// <inheritdoc/>
    public object? Resolve(object? identifier)
    {
        if (identifier is not PickleTuple { Items: ["storage", PickleGlobal kind, string key, string, long count, ..] })
            throw new FormatException("a storage is described by something else than kind, name, device and length");
        if (kind.Module != "torch" || !StorageKinds.TryFind(kind.Name, out StorageKind found))
            throw new FormatException($"a storage of kind '{kind.FullName}'");
        return count >= 0 ? new TorchStorage(found, key, count) : throw new FormatException($"a storage of {count} numbers");
    }

    // A Counter is among the state of learning rate schedules.
    private static bool IsDictionary(PickleGlobal global) => global.FullName is "collections.OrderedDict" or "collections.Counter";

    private static bool IsRebuild(PickleGlobal global) =>
        global.FullName is "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_parameter";

    private static PickleMap Dictionary(IReadOnlyList<object?> arguments)
    {
        var map = new PickleMap();
        if (arguments.Count == 0)
            return map;
        if (arguments[0] is PickleMap entries)
        {
            foreach ((object key, object? value) in entries.Entries)
                map.Set(key, value);
            return map;
        }

        // Python takes any sequence of pairs, and writers of files make use of it.
        foreach (object? pair in Items(arguments[0]) ?? throw NoPairs())
        {
            if (Items(pair) is not [{ } key, var value])
                throw NoPairs();
            map.Set(key, value);
        }

        return map;
    }

    private static IReadOnlyList<object?>? Items(object? sequence) => sequence as List<object?> ?? (sequence as PickleTuple)?.Items;

    private static FormatException NoPairs() => new("a dictionary is made of something else than pairs");

    private static TorchTensor Tensor(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..])
            throw new FormatException("a tensor is described by something else than storage, offset, shape and strides");
        if (shape.Items.Count != strides.Items.Count || shape.Items.Count > MaxDimensions)
            throw new FormatException($"a tensor of {shape.Items.Count} sizes and {strides.Items.Count} strides");
        int[] sizes = [.. shape.Items.Select(size => size is long and >= 0 and <= int.MaxValue
            ? (int)(long)size
            : throw new FormatException("a tensor whose size is not a number of elements"))];
        Int128 count = sizes.Aggregate((Int128)1, (product, size) => product * size);
        if (count > int.MaxValue)
            throw new FormatException($"a tensor of {count} elements");
        return new TorchTensor(
            storage, offset, sizes,
            [.. strides.Items.Select(stride => stride is long number ? number : throw new FormatException("a stride that is no number"))]);
    }
}
