using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Plain;

namespace IntervenGen.Learning.Robomimic;

/// <summary>What the stored configuration of a behavioural cloning policy says about its network and its use.</summary>
internal sealed record RobomimicSettings
{
    // Wider than any recipe; a file of a few bytes may ask for anything.
    private const int MaxLayers = 32, MaxWidth = 1 << 16, MaxHorizon = 1_000_000;

    /// <summary>Whether an LSTM remembers.</summary>
    public bool IsRecurrent { get; init; }

    /// <summary>LSTM layers; 0 without memory.</summary>
    public int Layers { get; init; }

    /// <summary>Units of an LSTM layer.</summary>
    public int Hidden { get; init; }

    /// <summary>Steps after which the hidden state is cleared again.</summary>
    public int Horizon { get; init; } = 1;

    /// <summary>Modes of the mixture; 0 for an action without one.</summary>
    public int Modes { get; init; }

    /// <summary>What is added to every deviation.</summary>
    public double MinDeviation { get; init; } = 1e-4;

    /// <summary>How deviations follow from the network's numbers.</summary>
    public DeviationActivation Activation { get; init; }

    /// <summary>Whether all deviations are 1e-4 in use.</summary>
    public bool LowNoise { get; init; } = true;

    /// <summary>Widths of the hidden layers.</summary>
    public IReadOnlyList<int> HiddenLayers { get; init; } = [];

    /// <summary>Names of the observations.</summary>
    public required IReadOnlyList<string> Observations { get; init; }

    /// <summary>Names of the actions where they are normalised one by one.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The algorithm's name in robomimic's documentation, such as <c>BC-RNN-GMM</c>.</summary>
    public string Name => $"BC{(IsRecurrent ? "-RNN" : "")}{(Modes > 0 ? "-GMM" : "")}";

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">The JSON that a checkpoint holds.</param>
    /// <param name="where">Where it is from, for messages.</param>
    /// <exception cref="UsageException">It describes a network that is not supported; the message names it.</exception>
    /// <exception cref="EpisodeFormatException">It is not valid, or lacks something.</exception>
    public static RobomimicSettings Parse(string text, string where)
    {
        try
        {
            return Parse(StrictJson.ParseObject(text), where);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new EpisodeFormatException($"{where}, config: {exception.Message}", exception);
        }
    }

    private static RobomimicSettings Parse(JsonObject config, string where)
    {
        string algorithm = Find(config, "algo_name")?.GetValue<string>() ?? "bc";
        if (algorithm != "bc")
            throw Unsupported(where, $"robomimic's algorithm '{algorithm}'; behavioural cloning ('bc') is supported");
        Refuse(config, where, "algo.transformer.enabled", "a transformer");
        Refuse(config, where, "algo.vae.enabled", "a variational autoencoder");
        Refuse(config, where, "algo.gaussian.enabled", "a single Gaussian (algo.gaussian)");
        RefuseImages(config, where);
        RefuseTurns(config, where);
        if (Find(config, "train.frame_stack") is { } stack && stack.GetValue<int>() > 1)
            throw Unsupported(where, $"a stack of {stack.GetValue<int>()} observations (train.frame_stack)");
        bool recurrent = Flag(config, "algo.rnn.enabled"), mixture = Flag(config, "algo.gmm.enabled");
        var settings = new RobomimicSettings
        {
            IsRecurrent = recurrent,
            HiddenLayers = Widths(Find(config, "algo.actor_layer_dims")),
            Observations = Names(Find(config, "observation.modalities.obs.low_dim")),
            Actions = Names(Find(config, "train.action_keys")),
        };
        if (recurrent)
            settings = settings.WithRecurrence(config, where);
        return mixture ? settings.WithMixture(config, where) : settings;
    }

    private RobomimicSettings WithRecurrence(JsonObject config, string where)
    {
        string kind = Find(config, "algo.rnn.rnn_type")?.GetValue<string>() ?? "LSTM";
        if (kind != "LSTM")
            throw Unsupported(where, $"a recurrent layer of type '{kind}'; LSTM is supported");
        Refuse(config, where, "algo.rnn.kwargs.bidirectional", "a bidirectional LSTM");
        Refuse(config, where, "algo.rnn.open_loop", "a policy that observes only every rnn.horizon steps (algo.rnn.open_loop)");
        return this with
        {
            Layers = Number(config, "algo.rnn.num_layers", MaxLayers),
            Hidden = Number(config, "algo.rnn.hidden_dim", MaxWidth),
            Horizon = Number(config, "algo.rnn.horizon", MaxHorizon),
        };
    }

    private RobomimicSettings WithMixture(JsonObject config, string where)
    {
        string activation = Find(config, "algo.gmm.std_activation")?.GetValue<string>() ?? "softplus";
        double deviation = Find(config, "algo.gmm.min_std")?.GetValue<double>() ?? MinDeviation;
        if (!(deviation >= 0 && deviation <= 1))
            throw new FormatException(FormattableString.Invariant($"algo.gmm.min_std is {deviation}, expected 0 to 1"));
        return this with
        {
            Modes = Number(config, "algo.gmm.num_modes", 1 << 10),
            MinDeviation = deviation,
            LowNoise = Find(config, "algo.gmm.low_noise_eval")?.GetValue<bool>() ?? true,
            Activation = activation switch
            {
                "softplus" => DeviationActivation.Softplus,
                "exp" => DeviationActivation.Exponential,
                _ => throw Unsupported(where, $"deviations by '{activation}' (algo.gmm.std_activation); softplus and exp are supported"),
            },
        };
    }

    private static void Refuse(JsonObject config, string where, string path, string what)
    {
        if (Flag(config, path))
            throw Unsupported(where, what);
    }

    private static void RefuseImages(JsonObject config, string where)
    {
        foreach (string kind in (string[])["rgb", "depth", "scan"])
        {
            if (Names(Find(config, $"observation.modalities.obs.{kind}")) is { Length: > 0 } seen)
                throw Unsupported(where, $"a policy that observes images ({string.Join(", ", seen)}); numbers (low_dim) are supported");
        }

        if (Find(config, "observation.modalities.goal") is JsonObject goal
            && goal.FirstOrDefault(kind => Names(kind.Value).Length > 0) is { Key: not null } found)
            throw Unsupported(where, $"a policy with a goal ({string.Join(", ", Names(found.Value))})");
    }

    private static void RefuseTurns(JsonObject config, string where)
    {
        foreach ((string name, JsonNode? action) in Find(config, "train.action_config") as JsonObject ?? [])
        {
            if (action is JsonObject && (Find(action, "convert_at_runtime") ?? Find(action, "format")) is JsonValue form
                && form.TryGetValue(out string? text) && text.StartsWith("rot_", StringComparison.Ordinal))
                throw Unsupported(where, $"an action '{name}' whose rotations are converted ({text})");
        }
    }

    private static UsageException Unsupported(string where, string what) => new($"{where} needs {what}: not supported here");

    private static int Number(JsonObject config, string path, int high)
    {
        int value = (Find(config, path) ?? throw new FormatException($"{path} is missing")).GetValue<int>();
        return value >= 1 && value <= high ? value : throw new FormatException($"{path} is {value}, expected 1 to {high}");
    }

    private static bool Flag(JsonObject config, string path) => Find(config, path)?.GetValue<bool>() ?? false;

    private static string[] Names(JsonNode? node) => node is null ? [] : node is JsonArray { Count: <= NetworkShape.MaxObservation } names
        ? [.. names.Select(name => name?.GetValue<string>() ?? throw new FormatException("a name is null"))]
        : throw new FormatException("a list of names is something else");

    private static int[] Widths(JsonNode? node) => node is null ? [] : node is JsonArray { Count: <= MaxLayers } widths
        ? [.. widths.Select(width => width?.GetValue<int>() is > 0 and <= MaxWidth and int size
            ? size
            : throw new FormatException($"algo.actor_layer_dims has {width}, expected 1 to {MaxWidth}"))]
        : throw new FormatException($"algo.actor_layer_dims is not a list of at most {MaxLayers} widths");

    private static JsonNode? Find(JsonNode node, string path)
    {
        JsonNode? at = node;
        foreach (string name in path.Split('.'))
            at = (at as JsonObject)?[name];
        return at;
    }
}
