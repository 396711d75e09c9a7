using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>How the actions of a file were meant: what its <c>env_args</c> say of the controller, in robosuite 1.4's form or
/// 1.5's.</summary>
internal sealed record ForeignController
{
    // What an action of 1 asks for here: metres and radians a step.
    private static readonly double[] s_ours =
    [
        OperationalSpaceGains.PositionScale, OperationalSpaceGains.PositionScale, OperationalSpaceGains.PositionScale,
        OperationalSpaceGains.RotationScale, OperationalSpaceGains.RotationScale, OperationalSpaceGains.RotationScale,
    ];

    private static readonly string[] s_known = ["OSC_POSE", "OSC_POSITION"];

    /// <summary>Steps per second; null where the file does not say.</summary>
    public double? Frequency { get; private init; }

    /// <summary>Whether the arm's numbers mean here what they mean there; otherwise they are computed anew from the targets.</summary>
    public bool HasOurActions { get; private init; } = true;

    /// <summary>The file's hand frame in the frame of the grip that is moved here.</summary>
    public Quat GripFromHand { get; private init; } = Quat.Identity;

    /// <summary>What was found that a reader should know.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Reads the text of <c>env_args</c>.</summary>
    /// <param name="text">The attribute; null where there is none.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UsageException">It is no JSON, or tells of a controller whose motions cannot be replayed here.</exception>
    public static ForeignController Parse(string? text, string path)
    {
        if (text is null)
            return new ForeignController { Notes = ["env_args: not in the file; taken as 20 steps a second of robosuite's OSC_POSE"] };
        JsonObject root;
        try
        {
            root = StrictJson.ParseObject(text, lenient: true);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"'{path}', /data/env_args: not JSON: {exception.Message}", exception);
        }

        JsonObject kwargs = root["env_kwargs"] as JsonObject ?? [];
        JsonNode? configs = kwargs["controller_configs"];
        var read = new ForeignController { Frequency = Number(kwargs["control_freq"], path, "control_freq", 1, 1000) };
        return configs switch
        {
            null => read with { Notes = ["env_args: no controller_configs; actions are taken as robosuite's OSC_POSE deltas"] },
            JsonArray { Count: > 1 } list => throw new UsageException($"'{path}': {list.Count} robots are controlled; one arm is needed"),
            JsonArray { Count: 1 } list => OfPart(read, list[0] as JsonObject ?? [], path),
            JsonObject config when config["body_parts"] is JsonObject parts => OfParts(read, parts, path),
            JsonObject config => OfPart(read, config, path),
            _ => throw new UsageException($"'{path}', env_args: controller_configs is {configs.GetValueKind()}, expected an object"),
        };
    }

    /// <summary>Reads what Isaac Lab says of its environment: the rate alone. Its actions are scaled by each task as it likes, so they
    /// are computed anew from the targets.</summary>
    public static ForeignController OfIsaacLab(string? text, string path)
    {
        ForeignController read = Parse(text ?? "{}", path);
        double? step = null;
        if (text is not null && StrictJson.ParseObject(text, lenient: true)["sim_args"] is JsonObject simulation)
        {
            step = Number(simulation["dt"], path, "sim_args.dt", 1e-5, 1)
                * Number(simulation["decimation"], path, "sim_args.decimation", 1, 1e4);
        }

        List<string> notes =
        [
            "Isaac Lab: actions are computed anew from target_eef_pose and eef_pose",
            "Isaac Lab: positions are relative to the environment's origin, which only moves all of them together",
            "Isaac Lab: the hand's frame is taken as the Franka hand's, y across the fingers, and turned to the grip's, x across them",
        ];
        if (step is null && read.Frequency is null)
            notes.Add("Isaac Lab: the file names no control rate; taken as 20 steps a second");
        return new ForeignController
        {
            Frequency = read.Frequency ?? (step is { } seconds ? Math.Round(1 / seconds, 6) : null),
            HasOurActions = false,
            GripFromHand = GripFrame.FromHand,
            Notes = notes,
        };
    }

    /// <summary>A dataset of LeRobot's: nothing in it says what the actions mean, so they are computed anew from the targets.</summary>
    public static ForeignController OfLeRobot(int fps) => new()
    {
        Frequency = fps,
        HasOurActions = false,
        Notes = ["actions: LeRobot does not record what they mean; they are computed anew from target_pose and eef_pose"],
    };

    // robosuite 1.5: one entry per part of the body, arms perhaps one level deeper.
    private static ForeignController OfParts(ForeignController read, JsonObject parts, string path)
    {
        if (parts["arms"] is JsonObject arms)
            parts = arms;
        KeyValuePair<string, JsonNode?>[] moving = [.. parts.Where(part => part.Value is JsonObject config && config["type"] is not null)];
        return moving switch
        {
            [var only] => OfPart(read, (JsonObject)only.Value!, path),
            [] =>
                read with { Notes = ["env_args: no part of the body has a controller; actions are taken as robosuite's OSC_POSE deltas"] },
            _ => throw new UsageException(
                $"'{path}': {moving.Length} parts are controlled ({string.Join(", ", moving.Select(part => part.Key))}); " +
                "one arm is needed"),
        };
    }

    private static ForeignController OfPart(ForeignController read, JsonObject config, string path)
    {
        string type = Word(config["type"]) ?? "OSC_POSE";
        if (!s_known.Contains(type))
            throw new UsageException($"'{path}': recorded with the controller {type}; {string.Join(" and ", s_known)} can be replayed");
        var notes = new List<string>();
        bool isAbsolute = (config["control_delta"] is JsonValue delta && delta.TryGetValue(out bool isDelta) && !isDelta)
            || Word(config["input_type"]) == "absolute";
        if (isAbsolute)
            notes.Add("actions: absolute targets there; here they are steps, computed anew from target_pose and eef_pose");
        string frame = Word(config["input_ref_frame"]) ?? "base";
        if (frame is not ("base" or "world"))
            notes.Add($"actions: in the frame '{frame}' there; here in the world's, computed anew from target_pose and eef_pose");
        string? scaled = OtherScale(config, path);
        if (scaled is not null)
            notes.Add($"actions: of another scale ({scaled}); computed anew from target_pose and eef_pose");
        return read with { HasOurActions = !isAbsolute && frame is "base" or "world" && scaled is null, Notes = notes };
    }

    // The first of the four limits that is not as here: actions from -1 to 1, for so many metres and radians.
    private static string? OtherScale(JsonObject config, string path)
    {
        (string Name, double[] Ours)[] limits =
        [
            ("output_max", s_ours),
            ("output_min", [.. s_ours.Select(limit => -limit)]),
            ("input_max", [.. s_ours.Select(_ => 1.0)]),
            ("input_min", [.. s_ours.Select(_ => -1.0)]),
        ];
        return limits.FirstOrDefault(limit => config[limit.Name] is { } node && !IsAs(node, limit.Ours, path, limit.Name)).Name;
    }

    private static bool IsAs(JsonNode node, double[] ours, string path, string name)
    {
        double[] theirs = node is JsonArray list
            ? [.. list.Select(item => Number(item, path, name, -1e6, 1e6) ?? 0)]
            : [.. Enumerable.Repeat(Number(node, path, name, -1e6, 1e6) ?? 0, 3)];
        return theirs.Length is 3 or 6 && theirs.Zip(ours).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    private static double? Number(JsonNode? node, string path, string name, double min, double max) =>
        node is null ? null
        : node is JsonValue value && value.TryGetValue(out double number) && number >= min && number <= max ? number
        : throw new UsageException($"'{path}', env_args: {name} is {node.ToJsonString()}, expected a number from {min} to {max}");

    private static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? word) ? word : null;
}
