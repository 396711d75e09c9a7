using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>A fitted trigger: what it measures, from which threshold it fires, and on what it was fitted.</summary>
/// <remarks>Immutable; any thread. Each lane or arm has a <see cref="LearnedTrigger"/> of its own.</remarks>
public sealed class TriggerModel
{
    internal TriggerModel(TriggerHeader header, TriggerInputs inputs, IReadOnlyList<TriggerPart> parts)
    {
        (Header, Inputs, Parts) = (header, inputs, parts);
        Digest = ComputeDigest();
    }

    /// <summary>What it looks at.</summary>
    public LearnedTriggerKind Kind => Header.Kind;

    /// <summary>Name of the task that it was fitted for.</summary>
    public string Task => Header.Task;

    /// <summary>Identifies everything that decides when it fires, 32 hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>Its scores by name, each with the threshold above which it fires.</summary>
    public IReadOnlyDictionary<string, double> Thresholds => Parts.ToDictionary(part => part.Score.Name, part => part.Threshold);

    /// <summary>When an operator gives the robot back; null where the trigger has no rule for it.</summary>
    public TriggerHandBack? HandBack => Header.HandBack;

    /// <summary>Digests of the datasets that it was fitted on.</summary>
    public IReadOnlyList<string> Data => Header.Data;

    internal TriggerHeader Header { get; }

    internal TriggerInputs Inputs { get; }

    internal IReadOnlyList<TriggerPart> Parts { get; }

    internal int ObservationSize => Header.Observations.Sum(block => block.Size);

    /// <summary>Makes the trigger of one lane or arm.</summary>
    public LearnedTrigger Create() => new(this);

    /// <summary>Reads a trigger's file.</summary>
    /// <exception cref="UsageException">The file does not exist, or is no trigger's.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static TriggerModel Load(string path) => TriggerFile.Load(path);

    /// <summary>Writes the trigger's file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    public void Save(string path, bool overwrite = false) => OutputFile.Write(path, TriggerFile.ToBytes(this), overwrite);

    /// <summary>Checks that it was fitted for a task.</summary>
    /// <returns>This trigger.</returns>
    /// <exception cref="UsageException">It is for another task, or for other observations or actions.</exception>
    public TriggerModel For(TaskSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (Task != spec.Name)
            throw new UsageException($"the trigger was fitted for task '{Task}', not for '{spec.Name}'");
        if (!Header.Observations.SequenceEqual(spec.Observations))
        {
            throw new UsageException(
                $"the trigger sees {Words(Header.Observations)}; task '{spec.Name}' has {Words(spec.Observations)}");
        }

        return Header.ActionSize == spec.ActionSize
            ? this
            : throw new UsageException(
                $"the trigger judges actions of {Header.ActionSize} numbers; task '{spec.Name}' has {spec.ActionSize}");
    }

    private static string Words(IEnumerable<ObservationField> fields) =>
        string.Join(", ", fields.Select(field => $"{field.Name} [{field.Size}]"));

    private string ComputeDigest()
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(Header.Identity()));
        foreach (TriggerTensor tensor in TriggerFile.TensorsOf(this))
        {
            hash.Append(Encoding.UTF8.GetBytes(tensor.Name));
            hash.Append(MemoryMarshal.AsBytes<float>(tensor.Values));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}

/// <summary>When the robot is given back to the policy: both must hold.</summary>
/// <param name="Discrepancy">Squared difference of the policy's action from the operator's, summed over components, is below this.</param>
/// <param name="Risk">Risk of the policy's action is below this.</param>
public sealed record TriggerHandBack(double Discrepancy, double Risk);

/// <summary>A score with the threshold above which it fires.</summary>
/// <param name="Score">The score.</param>
/// <param name="Threshold">The threshold.</param>
internal sealed record TriggerPart(TriggerScore Score, double Threshold);
