using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Robomimic;

/// <summary>Writes a policy as a checkpoint that robomimic 0.2 to 0.5 load.</summary>
/// <remarks>
/// The state dictionary is complete, with the decoder twice, because loading is strict; the configuration is whole, because nothing is
/// added to it; the normalisation stands in the spelling of 0.4 and in that of 0.5 side by side, because each reads its own.
/// </remarks>
public static class RobomimicCheckpointWriter
{
    private const string Folder = "policy", Prefix = "policy.nets.";

    /// <summary>The file of a checkpoint.</summary>
    /// <param name="checkpoint">The policy.</param>
    /// <param name="version">The version of the program, for the environment's description.</param>
    /// <param name="horizon">Steps of a rollout.</param>
    /// <param name="controlPeriod">Seconds per control step.</param>
    public static byte[] ToBytes(Checkpoint checkpoint, string version, int horizon, double controlPeriod)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        PolicyShapes.Require(checkpoint);
        SortedField[] fields = SortedField.Of(checkpoint.Observations);
        var archive = new TorchArchiveWriter(Folder);
        var pickle = new PickleWriter();
        pickle.Code(PickleOpcode.EmptyDict).Code(PickleOpcode.Mark);
        pickle.Text("model");
        Model(archive, pickle, checkpoint, fields);
        pickle.Text("config").Text(Config(checkpoint, fields, horizon).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        pickle.Text("algo_name").Text("bc");
        JsonObject environment = RobosuiteEnvironment.Metadata(
            checkpoint.Task, version, controlPeriod, checkpoint.ActionSize, checkpoint.Facts.Robot);
        environment["lang"] = null;
        pickle.Text("env_metadata").Json(environment);
        pickle.Text("shape_metadata");
        Shapes(pickle, checkpoint, fields);
        pickle.Text("variable_state").Code(PickleOpcode.None);
        if (!checkpoint.Normalization.IsIdentity)
        {
            pickle.Text("obs_normalization_stats");
            Statistics(pickle, checkpoint.Normalization, fields);
        }

        pickle.Text(RobomimicNames.Origin).Json(new JsonObject
        {
            ["task"] = checkpoint.Task,
            ["learned_from_interventions"] = checkpoint.Facts.LearnedFromInterventions,
            ["observability"] = checkpoint.Facts.Observability,
            ["digest"] = PolicyDigest.Of(checkpoint),
        });
        return archive.Finish(pickle.Code(PickleOpcode.SetItems).Finish());
    }

    private static void Model(TorchArchiveWriter archive, PickleWriter pickle, Checkpoint checkpoint, SortedField[] fields)
    {
        pickle.OrderedDictionary().Code(PickleOpcode.Mark);
        Dictionary<string, CheckpointTensor> weights = checkpoint.Weights.ToDictionary(tensor => tensor.Name);
        foreach (string prefix in (string[])["decoder.nets.", "rnn.per_step_net.nets."])
        {
            foreach (string head in (string[])["mean", "scale", "logits"])
            {
                Tensor($"{prefix}{head}.weight", weights[$"{head}.weight"]);
                Tensor($"{prefix}{head}.bias", weights[$"{head}.bias"]);
            }
        }

        for (int layer = 0; layer < checkpoint.Config.Layers; layer++)
        {
            foreach (string part in (string[])["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
            {
                CheckpointTensor tensor = weights[$"lstm.{part}_l{layer}"];
                Tensor($"rnn.nets.{part}_l{layer}", tensor.Name == "lstm.weight_ih_l0" ? Sorted(tensor, fields) : tensor);
            }
        }

        pickle.Code(PickleOpcode.SetItems);

        void Tensor(string name, CheckpointTensor tensor)
        {
            pickle.Text(Prefix + name);
            if (tensor.Columns > 0)
                archive.Tensor(pickle, tensor.Values, tensor.Rows, tensor.Columns);
            else
                archive.Tensor(pickle, tensor.Values, tensor.Rows);
        }
    }

    private static CheckpointTensor Sorted(CheckpointTensor tensor, SortedField[] fields)
    {
        var values = new List<float>(tensor.Values.Length);
        for (int row = 0; row < tensor.Rows; row++)
        {
            foreach (SortedField field in fields)
                values.AddRange(tensor.Values.AsSpan((row * tensor.Columns) + field.Start, field.Size));
        }

        return tensor with { Values = [.. values] };
    }

    private static JsonObject Config(Checkpoint checkpoint, SortedField[] fields, int horizon)
    {
        using Stream template = typeof(RobomimicCheckpointWriter).Assembly.GetManifestResourceStream("robomimic-bc.json")!;
        JsonObject config = JsonNode.Parse(template)!.AsObject();
        PolicyConfig policy = checkpoint.Config;
        JsonNode train = config["train"]!, algo = config["algo"]!, recurrent = algo["rnn"]!, mixture = algo["gmm"]!;
        config["experiment"]!["rollout"]!["horizon"] = horizon;
        train["hdf5_normalize_obs"] = !checkpoint.Normalization.IsIdentity;
        train["seq_length"] = policy.SequenceLength;
        train["batch_size"] = policy.BatchSize;
        algo["optim_params"]!["policy"]!["learning_rate"]!["initial"] = policy.LearningRate;
        recurrent["horizon"] = policy.SequenceLength;
        recurrent["hidden_dim"] = policy.Hidden;
        recurrent["num_layers"] = policy.Layers;
        mixture["num_modes"] = policy.GmmModes;
        mixture["min_std"] = policy.MinStd;
        config["observation"]!["modalities"]!["obs"]!["low_dim"] = new JsonArray([.. fields.Select(field => (JsonNode)field.Name)]);
        return config;
    }

    private static void Shapes(PickleWriter pickle, Checkpoint checkpoint, SortedField[] fields)
    {
        pickle.Code(PickleOpcode.EmptyDict).Code(PickleOpcode.Mark).Text("ac_dim").Integer(checkpoint.ActionSize);
        pickle.Text("all_shapes").OrderedDictionary().Code(PickleOpcode.Mark);
        foreach (SortedField field in fields)
            pickle.Text(field.Name).Json(new JsonArray(field.Size));
        pickle.Code(PickleOpcode.SetItems);
        pickle.Text("all_obs_keys").Json(new JsonArray([.. fields.Select(field => (JsonNode)field.Name)]));
        pickle.Text("use_images").Flag(false).Text("use_depths").Flag(false).Code(PickleOpcode.SetItems);
    }

    private static void Statistics(PickleWriter pickle, ObservationNormalization normalization, SortedField[] fields)
    {
        pickle.Code(PickleOpcode.EmptyDict).Code(PickleOpcode.Mark);
        foreach (SortedField field in fields)
        {
            JsonArray mean = Row(normalization.Mean.Slice(field.Start, field.Size));
            JsonArray scale = Row(normalization.Scale.Slice(field.Start, field.Size));
            pickle.Text(field.Name).Json(new JsonObject
            {
                ["mean"] = mean,
                ["std"] = scale,
                ["offset"] = mean.DeepClone(),
                ["scale"] = scale.DeepClone(),
            });
        }

        pickle.Code(PickleOpcode.SetItems);

        static JsonArray Row(ReadOnlySpan<float> values) =>
            [new JsonArray([.. values.ToArray().Select(value => (JsonNode)(double)value)])];
    }
}
