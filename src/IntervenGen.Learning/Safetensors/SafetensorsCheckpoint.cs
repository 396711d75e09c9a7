using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Learning.Safetensors;

/// <summary>A checkpoint as a file of safetensors: its weights by their names, and all else as a text in the header.</summary>
/// <remarks>
/// What a training continues from is left out. The entry <c>intervengen</c> of the metadata is the JSON of an own checkpoint's header, so
/// that the policy that is read acts bit for bit as the one that was written; entry <c>digest</c> says if it is that one.
/// </remarks>
public static class SafetensorsCheckpoint
{
    private const string Entry = "intervengen", DigestEntry = "digest";

    /// <summary>The file of a checkpoint.</summary>
    /// <param name="checkpoint">The policy.</param>
    public static byte[] ToBytes(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        // "pt" says that the tensors are laid out as PyTorch's; some readers refuse a file that does not say so.
        var metadata = new JsonObject
        {
            ["format"] = "pt",
            [DigestEntry] = PolicyDigest.Of(checkpoint),
            [Entry] = Encoding.UTF8.GetString(CheckpointHeader.Of(checkpoint.WithoutOptimizer()).ToJson()),
        };
        return SafetensorsWriter.ToBytes(metadata, [.. checkpoint.Weights.Select(tensor =>
            (tensor.Name, tensor.Columns == 0 ? (int[])[tensor.Rows] : [tensor.Rows, tensor.Columns], tensor.Values))]);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="UsageException">The file does not exist, or holds something else than a checkpoint of this program.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged, or its tensors are not those that it says.</exception>
    public static Checkpoint Load(string path)
    {
        var file = SafetensorsFile.Load(path);
        if (!file.Metadata.TryGetValue(Entry, out string? json))
        {
            throw new UsageException(
                $"'{path}' holds {file.Tensors.Count} tensors, but does not say what network they are of: its " +
                $"{SafetensorsFile.MetadataKey} has no entry '{Entry}', as igen policy export writes it");
        }

        var header = CheckpointHeader.Parse(Encoding.UTF8.GetBytes(json), $"'{path}', {Entry}");
        Checkpoint checkpoint = header.ToCheckpoint(new NamedTensors(file));
        // The format has no checksum of its own.
        string digest = PolicyDigest.Of(checkpoint);
        return file.Metadata.GetValueOrDefault(DigestEntry) is { } said && said != digest
            ? throw file.Broken(
                $"the policy has digest {digest}, and its metadata says {said}: the file is damaged. Where the weights were meant to " +
                $"change, save it without the entry '{DigestEntry}'")
            : checkpoint;
    }

    // Takes a file's tensors by name; each once, and none is left.
    private sealed class NamedTensors(SafetensorsFile file) : ITensorSource
    {
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

        public string Path => file.Path;

        public float[] Next(TensorShape shape)
        {
            int[] sizes = shape.Columns == 0 ? [shape.Rows] : [shape.Rows, shape.Columns];
            if (!_taken.Add(shape.Name))
                throw Broken($"tensor {shape.Name} is named twice");
            if (!file.Tensors.TryGetValue(shape.Name, out SafetensorsTensor? tensor))
                throw Broken($"tensor {shape.Name} is missing");
            return tensor.Shape.SequenceEqual(sizes) ? file.Read(shape.Name) : throw Broken(
                $"tensor {shape.Name} is [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", sizes)}]");
        }

        public void EnsureAtEnd()
        {
            if (file.Tensors.Keys.FirstOrDefault(name => !_taken.Contains(name)) is { } left)
                throw Broken($"tensor {left} belongs to nothing");
        }

        public EpisodeFormatException Broken(string what) => file.Broken(what);
    }
}
