using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.Plain;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Robomimic;

/// <summary>A behavioural cloning policy as a checkpoint of robomimic 0.2 to 0.5 holds it.</summary>
internal sealed record RobomimicCheckpoint
{
    private const int MaxKeys = 4096;
    private const long TooMany = NetworkShape.MaxObservation + 1;

    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>What its configuration says.</summary>
    public required RobomimicSettings Settings { get; init; }

    /// <summary>Names and sizes of the observations, in the order in which they are concatenated.</summary>
    public required IReadOnlyList<ObservationField> Observations { get; init; }

    /// <summary>Number of components of an action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>Normalisation of the concatenated observations.</summary>
    public required ObservationNormalization Normalization { get; init; }

    /// <summary>What becomes of actions; null where they stay as they are.</summary>
    public AffineAction? Action { get; init; }

    /// <summary>What its environment says of its actions.</summary>
    public required RobomimicController Controller { get; init; }

    /// <summary>The weights.</summary>
    public required RobomimicWeights Weights { get; init; }

    /// <summary>What it was trained on, where it was exported from here; otherwise null.</summary>
    public RobomimicOrigin? Origin { get; init; }

    /// <summary>The digest of what decides its actions, 32 hexadecimal digits.</summary>
    public string Digest
    {
        get
        {
            var hash = new XxHash128();
            string fields = string.Join(' ', Observations.Select(seen => $"{seen.Name}={seen.Size}"));
            hash.Append(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"robomimic {Settings.Name} {fields} {ActionSize} {Settings.Layers} {Settings.Hidden} {Settings.Horizon} " +
                $"{string.Join(' ', Settings.HiddenLayers)} {Settings.Modes} {Settings.LowNoise} {Settings.Activation} " +
                $"{(Settings.LowNoise ? 0 : Settings.MinDeviation):R}")));
            hash.Append(MemoryMarshal.AsBytes(Normalization.Mean));
            hash.Append(MemoryMarshal.AsBytes(Normalization.Scale));
            hash.Append(MemoryMarshal.AsBytes<float>(Action?.Scale ?? []));
            hash.Append(MemoryMarshal.AsBytes<float>(Action?.Offset ?? []));
            foreach (CheckpointTensor tensor in Weights.All)
                hash.Append(MemoryMarshal.AsBytes<float>(tensor.Values));
            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="UsageException">It does not exist, is no checkpoint of robomimic, or needs something unsupported.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static RobomimicCheckpoint Load(string path)
    {
        using TorchArchive archive = TorchArchive.Open(path);
        string where = $"'{path}'";
        if (archive.Root is not PickleMap root || root["model"] is not PickleMap model || root["config"] is not string config
            || root["shape_metadata"] is not PickleMap shapes)
        {
            string found = archive.Root is PickleMap other
                ? string.Join(", ", other.Named.Take(8).Select(entry => entry.Key)) : "no dictionary";
            throw new UsageException(
                $"{where} is not a checkpoint of robomimic: expected entries model, config and shape_metadata, found {found}");
        }

        if (root["algo_name"] is string algorithm && algorithm != "bc")
            throw new UsageException($"{where} needs robomimic's algorithm '{algorithm}': not supported here; 'bc' is");
        RobomimicSettings settings = RobomimicSettings.Parse(config, where);
        IReadOnlyList<ObservationField> fields = Fields(shapes["all_shapes"], settings, archive);
        int inputs = fields.Sum(field => field.Size);
        if (RobomimicNumbers.One(shapes["ac_dim"]) is not { } actionSize || !(actionSize >= 1 && actionSize <= NetworkShape.MaxAction))
            throw archive.Broken($"shape_metadata: ac_dim is not a number from 1 to {NetworkShape.MaxAction}");
        return new RobomimicCheckpoint
        {
            Path = path,
            Settings = settings,
            Observations = fields,
            ActionSize = (int)actionSize,
            Weights = RobomimicWeights.Read(new RobomimicStateDict(archive, model, where), settings, inputs, (int)actionSize),
            Normalization = RobomimicStatistics.Observations(root["obs_normalization_stats"], fields, where),
            Action = RobomimicStatistics.Actions(root["action_normalization_stats"], settings.Actions, (int)actionSize, where),
            Controller = RobomimicController.Read(root["env_metadata"], where),
            Origin = root[RobomimicNames.Origin] is PickleMap origin && origin["task"] is string task
                ? new RobomimicOrigin(
                    task, origin["learned_from_interventions"] is true, origin["observability"] as string ?? "",
                    origin["digest"] as string ?? "")
                : null,
        };
    }

    // In the order of the file, which is that of the concatenation; the trainer sorted them by name.
    private static List<ObservationField> Fields(object? entry, RobomimicSettings settings, TorchArchive archive)
    {
        if (entry is not PickleMap { Count: <= MaxKeys } shapes)
            throw archive.Broken($"shape_metadata: all_shapes is not a dictionary of at most {MaxKeys} observations");
        var fields = new List<ObservationField>();
        long total = 0;
        foreach ((string name, object? shape) in shapes.Named)
        {
            if (!settings.Observations.Contains(name))
                continue;
            IReadOnlyList<object?> sizes = shape as List<object?> ?? (shape as PickleTuple)?.Items
                ?? throw archive.Broken($"shape_metadata: the shape of '{name}' is no list");
            long size = 1;
            foreach (object? one in sizes)
                size = one is long and > 0 and <= NetworkShape.MaxObservation ? Math.Min(size * (long)one, TooMany) : TooMany;
            total += size;
            if (total >= TooMany)
                throw archive.Broken($"shape_metadata: more than {NetworkShape.MaxObservation} numbers or none, at '{name}'");
            fields.Add(new ObservationField(name, (int)size));
        }

        string[] missing = [.. settings.Observations.Except(fields.Select(field => field.Name))];
        if (missing.Length > 0 || fields.Count == 0)
            throw archive.Broken($"shape_metadata: no shape for {(missing.Length > 0 ? string.Join(", ", missing) : "any observation")}");
        return fields;
    }
}
