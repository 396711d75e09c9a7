using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace IntervenGen.Learning;

/// <summary>Identifies a policy by what decides its actions, so that a run detects a changed input.</summary>
/// <remarks>
/// Not a hash of the file, which also records the number of training threads and the loss since the last report: a dataset's
/// digest must depend on neither.
/// </remarks>
public static class PolicyDigest
{
    /// <summary>The digest of a checkpoint's file, 32 hexadecimal digits.</summary>
    /// <param name="path">Path of the checkpoint.</param>
    public static string Of(string path) => Of(Checkpoint.Load(path));

    /// <summary>The digest of a checkpoint, 32 hexadecimal digits.</summary>
    public static string Of(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var hash = new XxHash128();
        PolicyConfig config = checkpoint.Config;
        string fields = string.Join(' ', checkpoint.Observations.Select(field => $"{field.Name}={field.Size}"));
        hash.Append(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{checkpoint.Task} {fields} {checkpoint.ActionSize} " +
            $"{config.Hidden} {config.Layers} {config.GmmModes} {config.MinStd:R} {config.SequenceLength}")));
        hash.Append(MemoryMarshal.AsBytes(checkpoint.Normalization.Mean));
        hash.Append(MemoryMarshal.AsBytes(checkpoint.Normalization.Scale));
        foreach (CheckpointTensor tensor in checkpoint.Weights)
            hash.Append(MemoryMarshal.AsBytes<float>(tensor.Values));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
