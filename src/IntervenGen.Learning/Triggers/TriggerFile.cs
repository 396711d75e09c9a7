using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Safetensors;

namespace IntervenGen.Learning.Triggers;

/// <summary>A trigger as a file of safetensors: its numbers by name, all else as a text in the header, and a digest of both.</summary>
internal static class TriggerFile
{
    private const string Entry = "intervengen-trigger", DigestEntry = "digest", Mean = "normalization.mean", Scale = "normalization.scale";

    /// <summary>The names of a kind's scores, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> ScoresOf(LearnedTriggerKind kind) => kind switch
    {
        LearnedTriggerKind.Classifier => [FailureScore.FileName],
        LearnedTriggerKind.Novelty => [NoveltyScore.FileName],
        LearnedTriggerKind.Distance => [DistanceScore.FileName],
        LearnedTriggerKind.Risk => [RiskScore.FileName],
        _ => [NoveltyScore.FileName, RiskScore.FileName],
    };

    public static IEnumerable<TriggerTensor> TensorsOf(TriggerModel model)
    {
        ObservationNormalization normalization = model.Inputs.Normalization;
        yield return new TriggerTensor(Mean, model.Inputs.Size, 0, normalization.Mean.ToArray());
        yield return new TriggerTensor(Scale, model.Inputs.Size, 0, normalization.Scale.ToArray());
        foreach (TriggerTensor tensor in model.Parts.SelectMany(part => part.Score.Tensors()))
            yield return tensor;
    }

    public static byte[] ToBytes(TriggerModel model) => SafetensorsWriter.ToBytes(
        new JsonObject { ["format"] = "pt", [DigestEntry] = model.Digest, [Entry] = model.Header.ToJson() },
        [.. TensorsOf(model).Select(tensor =>
            (tensor.Name, tensor.Columns == 0 ? (int[])[tensor.Rows] : [tensor.Rows, tensor.Columns], tensor.Values))]);

    public static TriggerModel Load(string path)
    {
        if (!File.Exists(path))
        {
            string what = Directory.Exists(path) ? $"'{path}' is a folder, and no trigger" : $"there is no trigger '{path}'";
            throw new UsageException($"{what}; igen trigger fit makes one");
        }

        var file = SafetensorsFile.Load(path);
        if (!file.Metadata.TryGetValue(Entry, out string? text))
            throw new UsageException($"'{path}' is no trigger: its header has no entry '{Entry}', as igen trigger fit writes it");
        var header = TriggerHeader.Parse(text, $"'{path}', {Entry}");
        var taken = new HashSet<string>(StringComparer.Ordinal);
        float[] Read(string name, int rows, int columns)
        {
            int[] shape = columns == 0 ? [rows] : [rows, columns];
            if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
                throw file.Broken($"tensor {name} is missing");
            taken.Add(name);
            return tensor.Shape.SequenceEqual(shape) ? file.Read(name) : throw file.Broken(
                $"tensor {name} is [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", shape)}]");
        }

        int features = TriggerHistory.Size(header.Observations.Sum(field => field.Size));
        var inputs = new TriggerInputs(NormalizationOf(file, Read(Mean, features, 0), Read(Scale, features, 0)));
        var parts = new List<TriggerPart>();
        foreach (string name in ScoresOf(header.Kind))
        {
            if (!header.Thresholds.TryGetValue(name, out double threshold))
                throw file.Broken($"{name} has no threshold");
            parts.Add(new TriggerPart(ReadScore(name, header, features, file, Read), threshold));
        }

        if (file.Tensors.Keys.FirstOrDefault(name => !taken.Contains(name)) is { } left)
            throw file.Broken($"tensor {left} belongs to nothing");
        var model = new TriggerModel(header, inputs, parts);
        // The format has no checksum of its own, and a flipped bit of a weight is still a trigger.
        string said = file.Metadata.GetValueOrDefault(DigestEntry, "none");
        return said == model.Digest
            ? model
            : throw file.Broken($"the trigger has digest {model.Digest}, and the file says {said}: it is damaged");
    }

    private static TriggerScore ReadScore(
        string name, TriggerHeader header, int features, SafetensorsFile file, Func<string, int, int, float[]> read)
    {
        Perceptron Network(string of, int inputs, int outputs) => PerceptronTensors.Read(of, inputs, header.Hidden, outputs, read);
        int both = features + header.ActionSize;
        switch (name)
        {
            case FailureScore.FileName:
                return new FailureScore(Network(name, both, 1));
            case RiskScore.FileName:
                return new RiskScore(Network($"{name}.0", both, 1), Network($"{name}.1", both, 1));
            case NoveltyScore.FileName:
                if (header.Count is < 2 or > 100)
                    throw file.Broken($"an ensemble of {header.Count}; 2 to 100 are read");
                return new NoveltyScore(
                    [.. Enumerable.Range(0, header.Count).Select(k => Network($"{name}.{k}", features, header.ActionSize))]);
            default:
                return header.Count < DistanceScore.Neighbours
                    ? throw file.Broken($"{header.Count} states; at least {DistanceScore.Neighbours} are needed")
                    : new DistanceScore(read($"{name}.states", header.Count, features), features);
        }
    }

    private static ObservationNormalization NormalizationOf(SafetensorsFile file, float[] mean, float[] scale)
    {
        try
        {
            return new ObservationNormalization(mean, scale);
        }
        catch (ArgumentException exception)
        {
            throw file.Broken(exception.Message);
        }
    }
}
